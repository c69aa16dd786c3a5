#include "core/base/atomic_file.h"
#include "core/io/dataset_hdf5.h"
#include "tests/core/io/bad_datasets.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_dataset_bad_input {

/// Each dataset file that cannot be used is refused with one sentence that names the file and the place, and
/// nothing is allocated for what a file merely claims.
class TestDatasetBadInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refuses_data();
    void refuses();
    void notHdf5_data();
    void notHdf5();
    void everyTruncationIsRefused();
    void missingFileAndFolder();
    void unreadableFile();

private:
    QTemporaryDir m_folder;
    std::string path(const char* name = "bad.h5") const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
};

void TestDatasetBadInput::refuses_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QString>("says"); // all of these, separated by |
    for (const char* name : {"name", "task", "modalities", "class_names"})
        QTest::addRow("no %s", name) << Spoil(
            nullptr) << QStringLiteral("root attribute %1 is missing|f.attrs").arg(QLatin1String(name));
    for (const auto& bad : badDatasets())
        QTest::newRow(bad.name) << bad.spoil << QString::fromUtf8(bad.says);
}

void TestDatasetBadInput::refuses()
{
    QFETCH(Spoil, spoil);
    QFETCH(QString, says);
    {
        H5Writer h5(path());
        writeSmallFile(h5);
        if (spoil != nullptr)
            spoil(h5);
        else
            H5Adelete(h5.file(), QByteArray(QTest::currentDataTag()).mid(3).constData());
    }
    for (const std::int64_t memory : {std::int64_t(256) << 20, std::int64_t(0)}) { // in memory and streamed
        const auto read = readDataset(path(), {.memoryBytes = memory});
        QVERIFY2(!read, "the file was accepted");
        const auto message = QString::fromStdString(read.error().message);
        QVERIFY2(
            message.startsWith(QString::fromStdString(path()) + QStringLiteral(": ")), qPrintable(message));
        for (const auto& part : says.split(QLatin1Char('|')))
            QVERIFY2(message.contains(part), qPrintable(message));
        QVERIFY2(!message.contains(QLatin1Char('\n')) && message.size() < 400, qPrintable(message));
    }
}

void TestDatasetBadInput::notHdf5_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("is empty");
    QTest::newRow("text") << QByteArray("hello") << QStringLiteral("is not an HDF5 file");
    QTest::newRow("zeros") << QByteArray(5000, '\0') << QStringLiteral("is not an HDF5 file");
    QTest::newRow("signature alone") << QByteArray("\x89HDF\r\n\x1a\n")
                                     << QStringLiteral("damaged or incomplete");
}

void TestDatasetBadInput::notHdf5()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    QVERIFY(bool(writeFileAtomically(path(), bytes.toStdString())));
    const auto read = readDataset(path());
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::Format);
    QVERIFY2(QString::fromStdString(read.error().message).contains(says), read.error().message.c_str());
}

void TestDatasetBadInput::everyTruncationIsRefused()
{
    {
        H5Writer h5(path("whole.h5"));
        writeSmallFile(h5);
    }
    const auto bytes = readFile(path("whole.h5")).value();
    for (std::size_t size = 0; size < bytes.size(); size += 97) {
        QVERIFY(bool(writeFileAtomically(path(), bytes.substr(0, size), Durability::Process)));
        QVERIFY(!readDataset(path()));
    }
}

void TestDatasetBadInput::missingFileAndFolder()
{
    const auto none = readDataset(path("none.h5"));
    QVERIFY(!none);
    QCOMPARE(none.error().kind, ErrorKind::NotFound);
    const auto folder = readDataset(m_folder.path().toStdString());
    QVERIFY(!folder);
    QVERIFY(folder.error().message.find("is not a file") != std::string::npos);
}

void TestDatasetBadInput::unreadableFile()
{
    {
        H5Writer h5(path("locked.h5"));
        writeSmallFile(h5);
    }
    QFile::setPermissions(QString::fromStdString(path("locked.h5")), {});
    if (QFile(QString::fromStdString(path("locked.h5"))).open(QIODevice::ReadOnly))
        QSKIP("this user may read every file");
    const auto read = readDataset(path("locked.h5"));
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::Io);
}

TEST_ENTRY(TestDatasetBadInput, NoApplication)

} // namespace modalscope::tst_dataset_bad_input

#include "tst_dataset_bad_input.moc"
