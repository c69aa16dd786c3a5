#include "core/base/atomic_file.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <thread>

namespace modalscope::tst_atomic_file {

/// A file is the old one or the new one, whatever happens while it is written.
class TestAtomicFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesAndReads();
    void failureLeavesTheOldFile();
    void fullDiskIsASentence();
    void folderIsMissing();
    void fileIsMissing();
    void readersSeeOldOrNew();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

void TestAtomicFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("file")).toStdString();
}

void TestAtomicFile::writesAndReads()
{
    const std::string bytes("a\0b\n", 4);
    QVERIFY(bool(writeFileAtomically(m_file, bytes)));
    QCOMPARE(readFile(m_file).value(), bytes);
    QVERIFY(bool(writeFileAtomically(m_file, "")));
    QCOMPARE(readFile(m_file).value(), std::string());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files).size(), 1);
}

void TestAtomicFile::failureLeavesTheOldFile()
{
    QVERIFY(bool(writeFileAtomically(m_file, "old")));
    const auto written = writeFileAtomically(m_file, [](const std::filesystem::path& beside) -> Result<void> {
        if (auto half = writeFileAtomically(beside, "half of it"); !half)
            return half;
        return Error{ErrorKind::Io, "the writer gave up"};
    });
    QVERIFY(!written);
    QCOMPARE(written.error().message, std::string("the writer gave up"));
    QCOMPARE(readFile(m_file).value(), std::string("old"));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files).size(), 1); // nothing left beside
}

void TestAtomicFile::fullDiskIsASentence()
{
    if (!std::filesystem::exists("/dev/full"))
        QSKIP("there is no /dev/full");
    QVERIFY(bool(writeFileAtomically(m_file, "old")));
    const auto written = writeFileAtomically(m_file, [](const std::filesystem::path& beside) -> Result<void> {
        std::filesystem::create_symlink("/dev/full", beside);
        FILE* out = std::fopen(beside.c_str(), "w");
        const bool good = std::fputs("new", out) >= 0 && std::fflush(out) == 0;
        std::fclose(out);
        return good ? Result<void>() : Result<void>(Error{ErrorKind::Io, "the disk is full"});
    });
    QVERIFY(!written);
    QCOMPARE(readFile(m_file).value(), std::string("old"));
}

void TestAtomicFile::folderIsMissing()
{
    const auto file = m_file.parent_path() / "no folder" / "file";
    const auto written = writeFileAtomically(file, "x");
    QVERIFY(!written);
    QCOMPARE(written.error().kind, ErrorKind::Io);
    QVERIFY(written.error().message.find("no folder") != std::string::npos);
}

void TestAtomicFile::fileIsMissing()
{
    const auto read = readFile(m_file);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::NotFound);
    QVERIFY(read.error().message.starts_with(m_file.string()));
    QVERIFY(!readFile(m_file.parent_path())); // a folder
}

void TestAtomicFile::readersSeeOldOrNew()
{
    const std::string a(200'000, 'a'), b(300'000, 'b');
    QVERIFY(bool(writeFileAtomically(m_file, a)));
    std::atomic<bool> done = false;
    {
        const std::jthread writer([&] {
            for (int i = 0; i < 50; ++i)
                if (!writeFileAtomically(m_file, i % 2 == 0 ? b : a, Durability::Process))
                    break;
            done = true;
        });
        while (!done) {
            const auto read = readFile(m_file);
            QVERIFY(bool(read));
            QVERIFY(read.value() == a || read.value() == b);
        }
    }
}

TEST_ENTRY(TestAtomicFile, NoApplication)

} // namespace modalscope::tst_atomic_file

#include "tst_atomic_file.moc"
