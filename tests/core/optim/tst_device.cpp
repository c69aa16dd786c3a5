#include "core/base/libtorch.h"
#include "core/optim/device.h"
#include "tests/support/test_entry.h"

#include <ATen/Parallel.h>

#include <QtTest>

#include <thread>

namespace modalscope::tst_device {

/// Where runs compute, and with how many threads.
class TestDevice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void choosesTheDevice();
    void threadsOfOneRunDoNotChangeAnother();
};

void TestDevice::choosesTheDevice()
{
    QCOMPARE(resolveDevice(DeviceChoice::Cpu).value().type(), torch::kCPU);
    const auto cuda = resolveDevice(DeviceChoice::Cuda);
    if (torch::cuda::is_available()) {
        QVERIFY(cuda.value().is_cuda());
        QVERIFY(resolveDevice(DeviceChoice::Auto).value().is_cuda());
        return;
    }
    QVERIFY(resolveDevice(DeviceChoice::Auto).value().is_cpu());
    QVERIFY(!cuda);
    QCOMPARE(cuda.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(cuda.error().message,
        std::string("train.device is cuda but this LibTorch has no CUDA; use cpu or auto"));
}

void TestDevice::threadsOfOneRunDoNotChangeAnother()
{
    useThreads(1);
    int inside = 0;
    std::thread other([&] {
        useThreads(2);
        inside = at::get_num_threads();
    });
    other.join();
    QCOMPARE(inside, 2);
    QCOMPARE(at::get_num_threads(), 1);
}

TEST_ENTRY(TestDevice, NoApplication)

} // namespace modalscope::tst_device

#include "tst_device.moc"
