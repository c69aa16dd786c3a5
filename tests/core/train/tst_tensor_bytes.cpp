#include "core/base/libtorch.h"
#include "core/train/tensor_bytes.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_tensor_bytes {

/// Tensors survive the way through bytes, whatever their type and memory layout.
class TestTensorBytes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data();
    void roundTrip();
    void viewsAreWrittenRowMajor();
    void wrongBytesAreRefused();
};

void TestTensorBytes::roundTrip_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("name");
    QTest::newRow("float32") << int(torch::kFloat32) << "F32";
    QTest::newRow("float64") << int(torch::kFloat64) << "F64";
    QTest::newRow("float16") << int(torch::kFloat16) << "F16";
    QTest::newRow("bfloat16") << int(torch::kBFloat16) << "BF16";
    QTest::newRow("int64") << int(torch::kInt64) << "I64";
    QTest::newRow("int32") << int(torch::kInt32) << "I32";
    QTest::newRow("uint8") << int(torch::kUInt8) << "U8";
    QTest::newRow("bool") << int(torch::kBool) << "BOOL";
}

void TestTensorBytes::roundTrip()
{
    QFETCH(int, type);
    QFETCH(QString, name);
    for (const auto& shape : {std::vector<std::int64_t>{2, 3}, {}, {0, 4}}) {
        const auto count = elementCount(shape);
        const auto tensor = torch::arange(count, torch::kFloat64).view(shape).to(torch::ScalarType(type));
        const auto bytes = toTensorBytes(tensor);
        QCOMPARE(bytes.type, name.toStdString());
        const auto back = toTensor(bytes);
        QVERIFY(back);
        QCOMPARE(back.value().scalar_type(), tensor.scalar_type());
        QVERIFY(torch::equal(back.value(), tensor));
    }
}

void TestTensorBytes::viewsAreWrittenRowMajor()
{
    const auto tensor = torch::arange(6, torch::kFloat32).view({2, 3}).requires_grad_();
    const auto back = toTensor(toTensorBytes(tensor.t()));
    QVERIFY(torch::equal(back.value(), torch::tensor({0.f, 3.f, 1.f, 4.f, 2.f, 5.f}).view({3, 2})));
}

void TestTensorBytes::wrongBytesAreRefused()
{
    TensorBytes bytes{"F32", {2, 2}, std::vector<std::byte>(15)};
    const auto tensors = toTensors({{"head.weight", bytes}});
    QVERIFY(!tensors);
    QCOMPARE(tensors.error().kind, ErrorKind::Format);
    QCOMPARE(tensors.error().message,
        std::string("tensor head.weight: its shape needs 16 bytes but there are 15"));
    bytes.type = "F8_E4M3";
    QCOMPARE(toTensor(bytes).error().message, std::string("the type F8_E4M3 cannot be read"));
}

TEST_ENTRY(TestTensorBytes, NoApplication)

} // namespace modalscope::tst_tensor_bytes

#include "tst_tensor_bytes.moc"
