#include "core/base/atomic_file.h"
#include "core/store/study_files.h"
#include "tests/support/make_run_folder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_study_files {

namespace fs = std::filesystem;

namespace {

Study studyOf(const std::string& name, int epochs = 3)
{
    Study study;
    study.name = name;
    study.base.dataset = "/data/small.h5";
    study.base.train.epochs = epochs;
    study.base.train.batchSize = 8;
    study.axes = {{"method.kind", {nlohmann::json("concat"), nlohmann::json("mla")}}, {"seed", {0, 1}}};
    return study;
}

} // namespace

/// Protects the studies of a workspace: none takes the place of another unasked, and a run counts for one
/// only when it is what was planned.
class TestStudyFiles : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;

    fs::path file(const char* name) const { return m_workspace->root() / "studies" / name; }
    std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        const auto all = readStudies(*m_workspace).value();
        for (const auto& study : all.studies)
            found.push_back(study.name);
        return found;
    }
    void write(const StudyRun& planned) const
    {
        MadeRunOptions options;
        options.experiment = planned.experiment;
        writeRun(makeRun(options, *smallDataset()), m_workspace->root());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_workspace = std::make_unique<Workspace>(m_folder->filePath(QStringLiteral("work")).toStdString());
    }

    void comesBackAsItWasStored()
    {
        QVERIFY(names().empty()); // a workspace that is not there yet
        QVERIFY(bool(m_workspace->create()));
        QVERIFY(bool(storeStudy(*m_workspace, studyOf("laziness, 5 seeds"))));
        QCOMPARE(studyFile(*m_workspace, "laziness, 5 seeds").value(), file("laziness, 5 seeds.json"));
        QVERIFY(bool(storeStudy(*m_workspace, studyOf("v1.2"))));
        QCOMPARE(names(), (std::vector<std::string>{"laziness, 5 seeds", "v1.2"}));
        const auto read = readStudies(*m_workspace).value();
        QVERIFY(read.unreadable.empty());
        QCOMPARE(toFileText(read.studies[1]), toFileText(studyOf("v1.2")));
    }

    void anotherStudyOfTheNameIsRefused()
    {
        QVERIFY(bool(m_workspace->create()));
        QVERIFY(bool(storeStudy(*m_workspace, studyOf("s", 3))));
        const auto before = readFile(file("s.json")).value();
        QVERIFY(bool(storeStudy(*m_workspace, studyOf("s", 3)))); // says the same
        const auto refused = storeStudy(*m_workspace, studyOf("s", 4));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(refused.error().message.starts_with(
                     file("s.json").string() + ": is another study with the name s; give"),
            refused.error().message.c_str());
        QCOMPARE(readFile(file("s.json")).value(), before); // nothing is lost
        QVERIFY(!needsStoring(*m_workspace, studyOf("s", 4))); // the same without writing
        QVERIFY(!needsStoring(*m_workspace, studyOf("s", 3)).value());
        QVERIFY(needsStoring(*m_workspace, studyOf("s", 4), /*replace=*/true).value());
        QVERIFY(needsStoring(*m_workspace, studyOf("t")).value());
        QCOMPARE(readFile(file("s.json")).value(), before);
        QVERIFY(bool(storeStudy(*m_workspace, studyOf("s", 4), /*replace=*/true)));
        QCOMPARE(readStudies(*m_workspace).value().studies.at(0).base.train.epochs, 4);
    }

    void aFileThatCannotBeReadIsNotReplacedEither()
    {
        QVERIFY(bool(m_workspace->create()));
        QVERIFY(bool(writeFileAtomically(file("s.json"), "{\"name\": \"s\", half of a study")));
        QVERIFY(!storeStudy(*m_workspace, studyOf("s")));
        QVERIFY(readFile(file("s.json")).value().ends_with("half of a study"));
    }

    void namesThatAreNoFiles_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("empty") << QString();
        QTest::newRow("a path") << QStringLiteral("../s");
        QTest::newRow("backslash") << QStringLiteral("a\\b");
        QTest::newRow("hidden") << QStringLiteral(".s");
        QTest::newRow("a line end") << QStringLiteral("a\nb");
        QTest::newRow("too long") << QString(101, QLatin1Char('a'));
    }
    void namesThatAreNoFiles()
    {
        QFETCH(QString, name);
        QVERIFY(bool(m_workspace->create()));
        const auto stored = storeStudy(*m_workspace, studyOf(name.toStdString()));
        QVERIFY(!stored);
        QCOMPARE(stored.error().kind, ErrorKind::InvalidInput);
        QVERIFY(stored.error().message.find("cannot be the name of a file; use") != std::string::npos);
        QVERIFY(fs::is_empty(file("")));
    }

    void filesThatAreNoStudiesAreNamed()
    {
        QVERIFY(bool(m_workspace->create()));
        QVERIFY(bool(storeStudy(*m_workspace, studyOf("good"))));
        QVERIFY(bool(writeFileAtomically(file("torn.json"), "{")));
        QVERIFY(bool(writeFileAtomically(file("copy.json"), toFileText(studyOf("good")))));
        QVERIFY(bool(writeFileAtomically(file("note.txt"), "not a study")));
        const auto all = readStudies(*m_workspace).value();
        QCOMPARE(names(), std::vector<std::string>{"good"});
        QCOMPARE(all.unreadable.size(), std::size_t(2));
        QVERIFY2(all.unreadable[0].starts_with(file("copy.json").string() + ": holds the study good"),
            all.unreadable[0].c_str());
        QVERIFY2(all.unreadable[1].starts_with(file("torn.json").string() + ": is not valid JSON"),
            all.unreadable[1].c_str());
    }

    void findsTheRunsOfThePlanInItsOrder()
    {
        const auto plan = planStudy(studyOf("s"), *smallDataset()).value();
        write(plan[3]);
        write(plan[0]);
        auto other = plan[0];
        other.experiment.seed = 17; // of another study
        write(other);
        const auto found = readStudyRuns(*m_workspace, plan, *smallDataset());
        QVERIFY(found.unreadable.empty());
        QCOMPARE(found.runs.size(), std::size_t(2));
        QCOMPARE(found.runs[0].id(), plan[0].id);
        QCOMPARE(found.runs[1].id(), plan[3].id);
    }

    /// Its numbers are those of the experiment that it was made from, whatever the file says now.
    void anEditedRunIsLeftOut()
    {
        const auto plan = planStudy(studyOf("s"), *smallDataset()).value();
        write(plan[0]);
        write(plan[1]);
        const auto folder = m_workspace->runFolder(plan[0].id);
        auto edited = plan[0].experiment;
        edited.train.epochs = 300;
        QVERIFY(bool(writeFileAtomically(folder / "experiment.json", toFileText(edited))));
        const auto found = readStudyRuns(*m_workspace, plan, *smallDataset());
        QCOMPARE(found.runs.size(), std::size_t(1));
        QCOMPARE(found.runs[0].id(), plan[1].id);
        QCOMPARE(found.unreadable.size(), std::size_t(1));
        QCOMPARE(found.unreadable[0].folder, folder);
        QVERIFY2(
            found.unreadable[0].why.starts_with(folder.string()
                + "/experiment.json: is not the experiment that the run was made from; it has been edited"),
            found.unreadable[0].why.c_str());

        // the name is for people and no part of the run
        edited = plan[0].experiment;
        edited.name = "renamed";
        QVERIFY(bool(writeFileAtomically(folder / "experiment.json", toFileText(edited))));
        QCOMPARE(readStudyRuns(*m_workspace, plan, *smallDataset()).runs.size(), std::size_t(2));
    }

    /// `train` keeps "all modalities" as it was written; whoever compares runs needs their names.
    void modalitiesAreWrittenOut()
    {
        const auto plan = planStudy(studyOf("s"), *smallDataset()).value();
        auto planned = plan[0];
        planned.experiment.modalities.clear();
        write(planned);
        const auto found = readStudyRuns(*m_workspace, plan, *smallDataset());
        QCOMPARE(found.runs.size(), std::size_t(1));
        QCOMPARE(found.runs[0].experiment.modalities, plan[0].experiment.modalities);
        QCOMPARE(found.runs[0].experiment.modalities.size(), std::size_t(3));
    }

    void aTornRunIsNamed()
    {
        const auto plan = planStudy(studyOf("s"), *smallDataset()).value();
        write(plan[0]);
        const auto folder = m_workspace->runFolder(plan[0].id);
        QVERIFY(bool(writeFileAtomically(folder / "metrics.json", "{")));
        const auto found = readStudyRuns(*m_workspace, plan, *smallDataset());
        QVERIFY(found.runs.empty());
        QCOMPARE(found.unreadable.size(), std::size_t(1));
        QVERIFY(found.unreadable[0].why.starts_with((folder / "metrics.json").string()));
    }
};

TEST_ENTRY(TestStudyFiles, NoApplication)

} // namespace modalscope::tst_study_files

#include "tst_study_files.moc"
