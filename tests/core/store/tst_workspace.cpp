#include "core/base/atomic_file.h"
#include "core/store/workspace.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_workspace {

/// The folders are the truth: whatever lies there is listed, what cannot be read is named, and what is
/// deleted comes back.
class TestWorkspace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void emptyOnes();
    void listsRunsOldestFirst();
    void namesWhatCannotBeRead();
    void finishedWithoutNumbers();
    void refusesImpossibleNumbers();
    void namesTheStudiesThatAreThere();
    void interruptedRuns();
    void trashAndRestore();
    void trashTwice();
    void readOnlyWorkspace();

private:
    void addRun(const std::string& id, std::int64_t created, RunState state = RunState::Finished)
    {
        const RunFolder folder(m_workspace->runFolder(id));
        RunOrigin origin;
        origin.id = id;
        origin.created = created;
        QVERIFY(bool(folder.create(Experiment(), origin)));
        QVERIFY(bool(folder.writeStatus(statusNow(state, 1, 2))));
    }
    std::vector<std::string> ids() const
    {
        std::vector<std::string> found;
        const auto all = m_workspace->readRuns().value();
        for (const auto& run : all.runs)
            found.push_back(run.id());
        return found;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
};

void TestWorkspace::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_workspace = std::make_unique<Workspace>(m_folder->filePath(QStringLiteral("work")).toStdString());
}

void TestWorkspace::emptyOnes()
{
    QVERIFY(m_workspace->readRuns().value().runs.empty()); // not made yet
    QVERIFY(bool(m_workspace->create()));
    QVERIFY(bool(m_workspace->create())); // again
    QVERIFY(m_workspace->readRuns().value().runs.empty());
    for (const char* name : {"runs", "studies", "figures"})
        QVERIFY(std::filesystem::is_directory(m_workspace->root() / name));
}

void TestWorkspace::listsRunsOldestFirst()
{
    addRun("bbb", 20);
    addRun("aaa", 30);
    addRun("ccc", 10);
    QCOMPARE(ids(), (std::vector<std::string>{"ccc", "bbb", "aaa"}));
    const RunFolder folder(m_workspace->runFolder("aaa"));
    QVERIFY(bool(folder.writeMetrics({{"format", 1}, {"epoch", 7}})));
    const auto run = m_workspace->readRun(folder.path());
    QCOMPARE(run.value().metrics.epoch(), 7);
    QCOMPARE(run.value().condition, RunCondition::Finished);
}

void TestWorkspace::namesWhatCannotBeRead()
{
    addRun("good", 1);
    addRun("torn", 2);
    QVERIFY(bool(writeFileAtomically(m_workspace->runFolder("torn") / "status.json", "{")));
    std::filesystem::create_directories(m_workspace->runFolder("empty"));
    std::filesystem::copy(m_workspace->runFolder("good"), m_workspace->runFolder("good copy"));
    QVERIFY(bool(writeFileAtomically(m_workspace->root() / "runs" / "note.txt", "not a run")));
    const auto all = m_workspace->readRuns().value();
    QCOMPARE(all.runs.size(), std::size_t(1));
    QCOMPARE(all.unreadable.size(), std::size_t(3)); // a copy would count one seed twice
    for (const auto& run : all.unreadable)
        QVERIFY(run.why.find(run.folder.string()) != std::string::npos);
    const auto torn = m_workspace->readRun(m_workspace->runFolder("torn"));
    QVERIFY(!torn);
    const auto advice = "or the folder " + m_workspace->runFolder("torn").string()
        + " is deleted and the run is started again";
    QVERIFY2(torn.error().message.ends_with(advice), torn.error().message.c_str());
    std::filesystem::remove(m_workspace->runFolder("torn") / "experiment.json");
    QVERIFY(m_workspace->readRun(m_workspace->runFolder("torn")).error().message.ends_with(advice));
}

/// A run that says it has finished counts only with its test.
void TestWorkspace::finishedWithoutNumbers()
{
    addRun("aaa", 1);
    const RunFolder folder(m_workspace->runFolder("aaa"));
    const auto missing = [&] { return missingResults(m_workspace->readRun(folder.path()).value()); };
    const auto file = (folder.path() / "metrics.json").string();
    QVERIFY2(
        missing().starts_with(file + ": is missing although the run has finished; bring"), missing().c_str());
    const nlohmann::json numbers{{"fused", {{"accuracy", {{"value", 0.5}}}}}};
    QVERIFY(bool(folder.writeMetrics({{"format", 1}, {"splits", {{"valid", numbers}}}})));
    QVERIFY2(missing().starts_with(file + ": has no numbers of the test"), missing().c_str());
    QVERIFY(!hasTestNumbers(m_workspace->readRun(folder.path()).value()));
    QVERIFY(bool(folder.writeMetrics({{"format", 1}, {"splits", {{"test", numbers}}}})));
    QVERIFY(missing().empty());
    QVERIFY(hasTestNumbers(m_workspace->readRun(folder.path()).value()));
    QVERIFY(bool(folder.writeMetrics(nlohmann::json::object())));
    QVERIFY(bool(folder.writeStatus(statusNow(RunState::Cancelled, 1, 2))));
    QVERIFY(missing().empty()); // it does not claim to be done
}

/// A hand has changed the file: no mean may believe it.
void TestWorkspace::refusesImpossibleNumbers()
{
    addRun("aaa", 1);
    const RunFolder folder(m_workspace->runFolder("aaa"));
    const auto said = [&](const nlohmann::json& accuracy, int n) {
        const nlohmann::json test{{"n", n}, {"fused", {{"accuracy", accuracy}}}};
        if (!folder.writeMetrics({{"format", 1}, {"splits", {{"test", test}}}}))
            return std::string("not written");
        const auto run = m_workspace->readRun(folder.path());
        return run ? std::string() : run.error().message;
    };
    QCOMPARE(said({{"value", 0.5}, {"low", 0.5 + 1e-12}, {"high", 0.6}}, 4), std::string());
    QCOMPARE(said({{"value", 0.5}}, 4), std::string());
    const auto place = (folder.path() / "metrics.json").string() + ": splits/test/";
    QVERIFY(said({{"value", 7}}, 4).starts_with(place + "fused/accuracy is not a share"));
    QVERIFY(said({{"value", 0.9}, {"low", 0.5}, {"high", 0.6}}, 4)
                .starts_with(place + "fused/accuracy lies outside its own interval"));
    QVERIFY(said({{"value", 0.4}, {"low", 0.5}}, 4)
                .starts_with(place + "fused/accuracy lies outside its own interval"));
    QVERIFY(said({{"value", 0.5}}, -4).starts_with(place + "n is a number of samples below 0"));
    QCOMPARE(said({{"value", "x"}}, 4), std::string());
    const nlohmann::json numbers{{"fused", {{"accuracy", {{"value", "x"}}}, {"loss", {{"value", 1}}}}}};
    QVERIFY(bool(folder.writeMetrics({{"format", 1}, {"splits", {{"test", numbers}}}})));
    const auto run = m_workspace->readRun(folder.path()).value();
    QVERIFY(hasTestNumbers(run));
    const auto why = missingNumber(run, "test/fused/accuracy");
    QVERIFY2(why.find("metrics.json: has no number test.fused.accuracy") != std::string::npos, why.c_str());
    QVERIFY(missingNumber(run, "test/fused/loss").empty());
}

void TestWorkspace::namesTheStudiesThatAreThere()
{
    QVERIFY(noSuchStudy(*m_workspace, "nope").message.find("has no studies yet") != std::string::npos);
    QVERIFY(bool(m_workspace->create()));
    for (const char* name : {"two.json", "one.json", ".hidden.json", "note.txt"})
        QVERIFY(bool(writeFileAtomically(m_workspace->root() / "studies" / name, "{}")));
    QCOMPARE(noSuchStudy(*m_workspace, "nope").message,
        "nope: is neither a file nor a study of the workspace " + m_workspace->root().string()
            + "; use one of its studies, one, two, or name a file");
}

void TestWorkspace::interruptedRuns()
{
    addRun("dead", 1, RunState::Running);
    const RunFolder folder(m_workspace->runFolder("dead"));
    QCOMPARE(m_workspace->readRun(folder.path()).value().condition, RunCondition::Running); // by this process
    auto status = folder.status().value();
    status.pid = 0x3fffffff;
    QVERIFY(bool(folder.writeStatus(status)));
    QCOMPARE(m_workspace->readRun(folder.path()).value().condition, RunCondition::Interrupted);
}

void TestWorkspace::trashAndRestore()
{
    addRun("aaa", 1);
    addRun("bbb", 2);
    const auto trashed = m_workspace->trashRun("aaa");
    QVERIFY2(bool(trashed), trashed ? "" : trashed.error().message.c_str());
    QCOMPARE(ids(), std::vector<std::string>{"bbb"});
    QVERIFY(std::filesystem::exists(trashed.value() / "experiment.json"));
    QVERIFY(bool(m_workspace->restoreRun(trashed.value(), "aaa")));
    QCOMPARE(ids(), (std::vector<std::string>{"aaa", "bbb"}));
    QVERIFY(!m_workspace->trashRun("none"));
}

void TestWorkspace::trashTwice()
{
    addRun("aaa", 1);
    const auto first = m_workspace->trashRun("aaa");
    addRun("aaa", 2); // the same experiment was run again
    const auto second = m_workspace->trashRun("aaa");
    QVERIFY(bool(first) && bool(second));
    QVERIFY(first.value() != second.value());
    QVERIFY(bool(m_workspace->restoreRun(first.value(), "aaa")));
    const auto occupied = m_workspace->restoreRun(second.value(), "aaa");
    QVERIFY(!occupied);
    QCOMPARE(occupied.error().kind, ErrorKind::InvalidInput);
    QVERIFY(std::filesystem::exists(second.value())); // nothing is lost
}

void TestWorkspace::readOnlyWorkspace()
{
    const Workspace proc("/proc/modalscope-workspace"); // read-only for root as well
    const auto created = proc.create();
    QVERIFY(!created);
    QCOMPARE(created.error().kind, ErrorKind::Io);
    QVERIFY(created.error().message.starts_with("/proc/modalscope-workspace"));
}

TEST_ENTRY(TestWorkspace, NoApplication)

} // namespace modalscope::tst_workspace

#include "tst_workspace.moc"
