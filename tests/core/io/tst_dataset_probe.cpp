#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/data/synthetic.h"
#include "core/io/dataset_hdf5.h"
#include "core/io/dataset_probe.h"
#include "tests/support/test_entry.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <thread>

namespace modalscope::tst_dataset_probe {

/// A file that crashes HDF5 is found out by a process that may crash: this one goes on with a sentence.
class TestDatasetProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void goodAndRefusedFiles();
    void crash();
    void exhaustsMemory();
    void takesTooLong();
    void cancelled();
    void programIsMissing();
    void survivesSpoiledFiles();

private:
    const std::filesystem::path m_program = READ_DATASET_PROGRAM;
    QTemporaryDir m_folder;
    std::string m_bytes; // of a good file
    std::string path(const char* name) const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
};

void TestDatasetProbe::initTestCase()
{
    const auto dataset = makeSample(SampleKind::TriModal, {.train = 20, .valid = 3, .test = 3}).value();
    QVERIFY(bool(writeDataset(path("good.h5"), dataset)));
    m_bytes = readFile(path("good.h5")).value();
}

void TestDatasetProbe::goodAndRefusedFiles()
{
    QVERIFY(bool(probeDataset(path("good.h5"), m_program)));
    QVERIFY(bool(writeFileAtomically(path("text.h5"), "no HDF5")));
    const auto refused = probeDataset(path("text.h5"), m_program); // with the sentence that reading gives
    QVERIFY(!refused);
    QCOMPARE(refused.error().message, path("text.h5") + ": is not an HDF5 file");
    QVERIFY(bool(writeFileAtomically(path("it's \"$(odd)\" name.h5"), m_bytes)));
    QVERIFY(bool(probeDataset(path("it's \"$(odd)\" name.h5"), m_program)));
}

void TestDatasetProbe::crash()
{
    const auto probed = probeDataset(path("crash.h5"), m_program);
    QVERIFY(!probed);
    QCOMPARE(probed.error().kind, ErrorKind::Format);
    QCOMPARE(probed.error().message,
        path("crash.h5") + ": reading it crashed the HDF5 library; it is damaged or hostile");
}

void TestDatasetProbe::exhaustsMemory()
{
    QVERIFY(!probeDataset(path("greedy.h5"), m_program));
}

void TestDatasetProbe::takesTooLong()
{
    const auto probed = probeDataset(path("sleep.h5"), m_program, {.seconds = 0.2});
    QVERIFY(!probed);
    QCOMPARE(probed.error().kind, ErrorKind::Io);
}

void TestDatasetProbe::cancelled()
{
    std::stop_source source;
    QElapsedTimer timer;
    timer.start();
    const std::jthread later([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        source.request_stop();
    });
    const auto probed = probeDataset(path("sleep.h5"), m_program, {}, source.get_token());
    QVERIFY(!probed);
    QCOMPARE(probed.error().kind, ErrorKind::Cancelled);
    QVERIFY(timer.elapsed() < 5000);
}

void TestDatasetProbe::programIsMissing()
{
    const auto probed = probeDataset(path("good.h5"), "/no/such/program");
    QVERIFY(!probed);
    QCOMPARE(probed.error().kind, ErrorKind::Io);
    QVERIFY(probed.error().message.starts_with("/no/such/program: "));
}

void TestDatasetProbe::survivesSpoiledFiles()
{
    // 300 files with one to five bytes changed, most of them in what is not plain values. HDF5 may crash on
    // one of them; that must be the answer of the probe and nothing worse.
    Random random(1);
    int accepted = 0, crashed = 0;
    for (int trial = 0; trial < 300; ++trial) {
        auto bytes = m_bytes;
        for (auto changes = 1 + random.below(5); changes > 0; --changes)
            bytes[random.below(bytes.size() / (trial % 2 == 0 ? 1 : 8))] = char(random.below(256));
        const auto file = path("spoiled.h5");
        QVERIFY(bool(writeFileAtomically(file, bytes, Durability::Process)));
        const auto probed = probeDataset(file, m_program, {.cpuSeconds = 10, .seconds = 20});
        if (!probed) {
            const auto& message = probed.error().message;
            QVERIFY2(
                message.starts_with(file + ": ") && message.find('\n') == std::string::npos, message.c_str());
            crashed += message.find("crashed") != std::string::npos;
            continue;
        }
        ++accepted;
        QVERIFY(bool(readDataset(file))); // what the probe accepts can be read here
    }
    qInfo("of 300 spoiled files %d were read, %d crashed the probe", accepted, crashed);
    QVERIFY(accepted < 300 && accepted > 0);
}

TEST_ENTRY(TestDatasetProbe, NoApplication)

} // namespace modalscope::tst_dataset_probe

#include "tst_dataset_probe.moc"
