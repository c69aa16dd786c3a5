#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/store/run_arrays.h"
#include "core/store/run_manifest.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

namespace modalscope::tst_run_manifest {

namespace fs = std::filesystem;

/// manifest.json: what a run wrote is told from what a broken disk or a careless hand has made of it.
class TestRunManifest : public QObject {
    Q_OBJECT

    QTemporaryDir m_temporary;
    int m_folders = 0;

    /// A finished run's folder with two files and their manifest.
    fs::path folder()
    {
        const auto path = fs::path(m_temporary.path().toStdString()) / std::to_string(++m_folders);
        fs::create_directories(path);
        write(path / "checkpoint.safetensors", "weights");
        write(path / "metrics.json", "{}");
        [&] { QVERIFY(writeManifest(path, {"checkpoint.safetensors", "metrics.json", "features.h5"})); }();
        return path;
    }
    static void write(const fs::path& path, const std::string& bytes)
    {
        QVERIFY(writeFileAtomically(path, bytes, Durability::Process));
    }
    static void flip(const fs::path& path, std::int64_t at)
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(at);
        const char byte = char(file.get() ^ 4);
        file.seekp(at);
        file.put(byte);
    }

private Q_SLOTS:
    void marksWhatIsThere()
    {
        const auto marks = readManifest(folder()).value();
        QVERIFY(marks.has_value());
        QCOMPARE(marks->size(), std::size_t(2)); // there is no features.h5
        QCOMPARE(marks->at("metrics.json").sha256, sha256Hex("{}"));
        QCOMPARE(marks->at("checkpoint.safetensors").bytes, std::int64_t(7));
    }

    void aFlippedByteIsNamed()
    {
        const auto run = folder();
        QVERIFY(checkMarked(run / "checkpoint.safetensors"));
        flip(run / "checkpoint.safetensors", 3);
        const auto same = checkMarked(run / "checkpoint.safetensors");
        QVERIFY(!same);
        QCOMPARE(same.error().kind, ErrorKind::Format);
        QCOMPARE(same.error().message,
            (run / "checkpoint.safetensors").string()
                + ": is not what the run wrote (its SHA-256 differs from that in manifest.json); bring the "
                  "file "
                  "back from a copy, or train the run again");
        const auto all = checkManifest(run);
        QVERIFY(all.isThere && all.files == 2);
        QCOMPARE(all.problems, std::vector<std::string>{same.error().message});
    }

    void cutAndMissingFiles()
    {
        const auto run = folder();
        fs::resize_file(run / "checkpoint.safetensors", 5);
        fs::remove(run / "metrics.json");
        const auto all = checkManifest(run);
        QCOMPARE(all.problems.size(), std::size_t(2));
        QVERIFY(all.problems[0].find("it has 5 bytes and had 7") != std::string::npos);
        QVERIFY(all.problems[1].find("metrics.json: is missing") != std::string::npos);
    }

    /// A file that is written again while its mark is known.
    void changesAreSeenEachTime()
    {
        const auto run = folder();
        for (int i = 0; i < 50; ++i) {
            QVERIFY(checkMarked(run / "metrics.json"));
            flip(run / "metrics.json", 0);
            QVERIFY(!checkMarked(run / "metrics.json"));
            flip(run / "metrics.json", 0);
        }
    }

    void oldRunsAreFine()
    {
        const auto run = folder();
        QVERIFY(removeManifest(run));
        QVERIFY(removeManifest(run)); // again
        QVERIFY(checkMarked(run / "checkpoint.safetensors"));
        QVERIFY(!checkManifest(run).isThere);
        QVERIFY(checkMarked(run / "not there"));
        QVERIFY(!readManifest(run).value().has_value());
    }

    void anUnreadableManifestIsSaid()
    {
        for (const char* text : {"", "{", "[]", "{\"files\": 3}", "{\"files\": {\"a\": 1}}",
                 "{\"files\": {\"../a\": {\"sha256\": \"\", \"bytes\": 1}}}"}) {
            const auto run = folder();
            write(run / "manifest.json", text);
            const auto read = readManifest(run);
            QVERIFY2(
                !read && read.error().message.find("manifest.json: is damaged") != std::string::npos, text);
            QCOMPARE(checkManifest(run).problems.size(), std::size_t(1));
            QVERIFY(!checkMarked(run / "metrics.json"));
        }
    }

    /// "Test again" adds to metrics.json of a finished run.
    void replacedFilesAreMarkedAgain()
    {
        const auto run = folder();
        QVERIFY(replaceMarked(run, "metrics.json", [&]() -> Result<void> {
            const auto during = readManifest(run).value();
            [&] { QVERIFY(!during->contains("metrics.json")); }(); // a crash here leaves nothing wrong
            return writeFileAtomically(run / "metrics.json", "{\"a\":1}");
        }));
        QVERIFY(checkManifest(run).problems.empty());
        QCOMPARE(readManifest(run).value()->at("metrics.json").bytes, std::int64_t(7));
        QVERIFY(removeManifest(run));
        QVERIFY(replaceMarked(
            run, "metrics.json", [&] { return writeFileAtomically(run / "metrics.json", "1"); }));
        QVERIFY(!checkManifest(run).isThere); // of an old run none is made
    }

    void predictionsAreCheckedWhenTheyAreRead()
    {
        const auto run = folder();
        Predictions said;
        said.modalities = {"a"};
        said.labels = {0, 1};
        said.logits = {ArrayD({2, 2})};
        said.presence = {{}};
        QVERIFY(writePredictions(run / "predictions.h5", {{"test", said}}));
        QVERIFY(writeManifest(run, {"predictions.h5"}));
        QVERIFY(readPredictions(run / "predictions.h5"));
        flip(run / "predictions.h5", std::int64_t(fs::file_size(run / "predictions.h5")) - 5);
        const auto read = readPredictions(run / "predictions.h5");
        QVERIFY(!read);
        QVERIFY2(read.error().message.find("predictions.h5: is not what the run wrote") != std::string::npos,
            read.error().message.c_str());
    }
};

TEST_ENTRY(TestRunManifest, NoApplication)

} // namespace modalscope::tst_run_manifest

#include "tst_run_manifest.moc"
