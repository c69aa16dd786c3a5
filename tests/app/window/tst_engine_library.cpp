#include "app/window/dropped_paths.h"
#include "app/window/engine_library.h"
#include "app/window/example_workspace.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace modalscope::tst_engine_library {

namespace fs = std::filesystem;

/// What lies outside the program may be missing or something else: each time one sentence, and no crash.
class TestEngineLibrary : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path folder() const { return m_folder->path().toStdString(); }
    static void write(const fs::path& file, const char* text)
    {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aMissingLibraryNamesThePlaces()
    {
        EngineLibrary library({folder(), "/nowhere"});
        const auto engine = library.load();
        QVERIFY(!engine);
        QCOMPARE(engine.error().kind, ErrorKind::NotFound);
        QVERIFY(engine.error().message.find("/nowhere") != std::string::npos);
        QVERIFY(library.loaded() == nullptr);
    }

    void aFileThatIsNoLibraryIsRefusedAndTriedAgain()
    {
        write(folder() / "liblearn.so", "no library");
        EngineLibrary library({folder()});
        QVERIFY(!library.load());
        QVERIFY(library.load().error().message.find("liblearn.so") != std::string::npos);
    }

    void aLibraryWithoutTheEngineIsRefused()
    {
        // Any library of ours will do: core is one, and has no such symbol.
        fs::create_symlink(fs::path(MODALSCOPE_BIN_DIR) / "libcore.so", folder() / "liblearn.so");
        EngineLibrary library({folder()});
        const auto engine = library.load();
        QVERIFY(!engine);
        QVERIFY2(engine.error().message.find("modalscopeEngine") != std::string::npos,
            engine.error().message.c_str());
    }

    void theExampleIsCopiedOnceAndKeepsWhatTheUserMade()
    {
        const auto from = folder() / "shipped";
        const auto to = folder() / "data" / "Example";
        write(from / "runs" / "a" / "status.json", "{}");
        write(from / "small.h5", "data");
        QVERIFY(copyExample(from, to));
        QVERIFY(fs::exists(to / "runs" / "a" / "status.json"));
        QVERIFY(fs::exists(to / "small.h5"));
        QVERIFY(!fs::exists(folder() / "data" / "Example.part"));
        fs::remove_all(to / "runs" / "a"); // deleted by the user: does not come back
        QVERIFY(copyExample(from, to));
        QVERIFY(!fs::exists(to / "runs" / "a"));
        QVERIFY(!copyExample({}, to));
    }

    void droppedThingsAreKnownByWhatTheyAre()
    {
        write(folder() / "data.h5", "");
        write(folder() / "experiment.json", "{}");
        write(folder() / "notes.txt", "");
        write(folder() / "workspace" / "runs" / "a" / "status.json", "{}");
        write(folder() / "workspace" / "runs" / "a" / "experiment.json", "{}");
        QCOMPARE(droppedKind(folder() / "data.h5"), DroppedKind::Dataset);
        QCOMPARE(droppedKind(folder() / "experiment.json"), DroppedKind::Experiment);
        QCOMPARE(droppedKind(folder() / "workspace"), DroppedKind::Workspace);
        QCOMPARE(droppedKind(folder() / "workspace" / "runs" / "a"), DroppedKind::Run);
        QCOMPARE(droppedKind(folder() / "epoch 3.pt"), DroppedKind::Checkpoint);
        QCOMPARE(droppedKind(folder() / "model.safetensors"), DroppedKind::Checkpoint);
        QCOMPARE(droppedKind(folder() / "notes.txt"), DroppedKind::Unknown);
        QCOMPARE(droppedKind(folder() / "gone"), DroppedKind::Unknown);
    }
};

TEST_ENTRY(TestEngineLibrary, QCoreApplication)

} // namespace modalscope::tst_engine_library

#include "tst_engine_library.moc"
