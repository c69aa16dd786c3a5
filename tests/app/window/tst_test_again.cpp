#include "app/actions/all_commands.h"
#include "app/pages/adapter_queue.h"
#include "app/pages/all_pages.h"
#include "app/window/main_window.h"
#include "app/window/queued_tests.h"
#include "app/window/test_again_dialog.h"
#include "core/io/dataset_hdf5.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_run.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"
#include "widgets/session/session.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace modalscope::tst_test_again {

/// Protects the way from selected runs to numbers at other missing rates: asked for in a dialog, queued,
/// seen by the session, kept over a restart.
class TestTestAgain : public QObject {
    Q_OBJECT

    class RateEngine : public FakeEngine {
    public:
        Result<nlohmann::json> evaluate(const EvaluateRequest& request, const RunContext&) override
        {
            nlohmann::json test{{"n", 16}};
            for (const double rate : request.missingRates)
                test["rates"][numberText(rate)]
                    = {{"fused", {{"accuracy", {{"value", 0.5}}}}}, {"missing", {{"value", rate}}}};
            return nlohmann::json{{"test", test}};
        }
    };

    std::unique_ptr<QTemporaryDir> m_folder;
    RateEngine m_engine;
    std::unique_ptr<EngineLibrary> m_library;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    std::filesystem::path root() const { return m_folder->path().toStdString() + "/workspace"; }
    std::string datasetPath() const { return m_folder->path().toStdString() + "/small.h5"; }
    /// A finished run whose dataset can be read.
    StoredRun makeRun(const std::string& id, int seed, RunState state = RunState::Finished)
    {
        auto run = writeFakeRun(Workspace(root()), id, "g", seed, state);
        run.origin.datasetPath = datasetPath();
        run.origin.datasetFingerprint = readDataset(datasetPath(), {}, {}).value()->fingerprint;
        std::ofstream(run.folder / "environment.json") << toJson(run.origin).dump();
        return run;
    }
    void start()
    {
        m_session = std::make_unique<Session>([this]() -> Result<Engine*> { return &m_engine; });
        m_session->queue().setParallelRuns(2);
        m_window = std::make_unique<MainWindow>(*m_session, *m_library, allPages(*m_session));
        QVERIFY(m_session->openWorkspace(root()));
        QTRY_VERIFY(!m_session->isReadingRuns());
    }
    void stop()
    {
        m_session->queue().stopForLater();
        m_window.reset();
        m_session.reset();
    }
    QAction* action() const { return m_window->findChild<QAction*>(QStringLiteral("testAgain")); }
    TestAgainDialog* openDialog()
    {
        action()->trigger();
        return m_window->findChild<TestAgainDialog*>();
    }
    template <class Widget>
    static Widget* in(const TestAgainDialog& dialog, const char* name)
    {
        return dialog.findChild<Widget*>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_test_again"));
    }
    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_library = std::make_unique<EngineLibrary>(std::vector<std::filesystem::path>{});
        QVERIFY(Workspace(root()).create());
        QVERIFY(writeDataset(datasetPath(), *smallDataset()));
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void theDialogSaysWhatItDoesOrWhatIsWrong()
    {
        TestAgainDialog dialog({makeRun("a", 1), makeRun("b", 2)});
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        auto* rates = in<QLineEdit>(dialog, "testAgainRates");
        const auto* problem = in<QLabel>(dialog, "testAgainProblem");
        const auto* plan = in<QLabel>(dialog, "testAgainPlan");
        const auto* queue = in<QPushButton>(dialog, "testAgainQueue");
        QCOMPARE(dialog.retest().value().missingRates, (std::vector<double>{0, 0.2, 0.4, 0.6, 0.8}));
        QVERIFY(queue->isEnabled());
        QVERIFY(plan->text().contains(QStringLiteral("2 runs")));
        QVERIFY(plan->text().contains(QStringLiteral("Nothing is trained")));
        QVERIFY(plan->text().contains(QStringLiteral("metrics.json")));
        for (const auto& [text, part] :
            {std::pair("0.95", "0 to 0.9"), {"0.4, 0.4", "0.4"}, {"often", "rate"}}) {
            rates->setText(QString::fromLatin1(text));
            QVERIFY2(problem->text().contains(QString::fromLatin1(part)), qPrintable(problem->text()));
            QVERIFY(!queue->isEnabled());
        }
        rates->setText(QStringLiteral("0.4, 0.6"));
        QVERIFY(problem->text().isEmpty());
        auto* protocol = in<QComboBox>(dialog, "testAgainProtocol");
        const auto* modality = in<QComboBox>(dialog, "testAgainModality");
        QVERIFY(!modality->isEnabled());
        protocol->setCurrentIndex(protocol->findData(QStringLiteral("one-modality")));
        QVERIFY(modality->isEnabled());
        QCOMPARE(dialog.retest().value().hiddenModality, std::string("image"));
        QVERIFY(plan->text().contains(QStringLiteral("0.4 one-modality")));
    }

    void selectedRunsAreTestedAndTheSessionSeesIt()
    {
        makeRun("a", 1);
        makeRun("b", 2);
        makeRun("c", 3, RunState::Failed);
        start();
        QVERIFY(!action()->isEnabled());
        m_session->selectRuns({"c"});
        QVERIFY(!action()->isEnabled()); // has no results
        m_session->selectRuns({"a", "b", "c"});
        QVERIFY(action()->isEnabled());
        QVERIFY(allCommands(*m_window->menuBar(), {}).contains(action())); // for the palette
        auto* dialog = openDialog();
        QVERIFY(dialog != nullptr);
        in<QLineEdit>(*dialog, "testAgainRates")->setText(QStringLiteral("0.4"));
        in<QPushButton>(*dialog, "testAgainQueue")->click();
        QCOMPARE(m_session->queue().size(), 2);
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 2);
        for (const char* id : {"a", "b"}) {
            QTRY_VERIFY(m_session->run(id)->run.metrics.has("test/rates/0.4/fused/accuracy"));
            QCOMPARE(m_session->run(id)->run.condition, RunCondition::Finished);
            QVERIFY(!m_session->run(id)->queued); // the run itself is not in the queue
        }
        QVERIFY(m_session->runsToContinue().empty());
    }

    void whatWaitsAtTheEndIsHeldAtTheNextStart()
    {
        makeRun("a", 1);
        start();
        m_session->queue().pauseAll();
        QVERIFY(queueTest(*m_session, "a", {.missingRates = {0.6}}));
        QVERIFY(!queueTest(*m_session, "a", {.missingRates = {0.6}})); // once
        QVERIFY(!queueTest(*m_session, "nobody", {.missingRates = {0.6}}));
        QTRY_VERIFY(std::filesystem::exists(root() / "queued_tests.json"));
        stop();
        start();
        QTRY_COMPARE(m_session->queue().count(QueueState::Held), 1);
        QCOMPARE(m_session->queue().at(0).retest->missingRates, std::vector<double>{0.6});
        QCOMPARE(m_session->problems().size(), std::size_t(1)); // says so
        m_session->queue().resumeAll();
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 1);
        QTRY_VERIFY(!std::filesystem::exists(root() / "queued_tests.json"));
        stop();
        start();
        QCOMPARE(m_session->queue().size(), 0);
    }

    void adapterSetsThatWaitAreKeptToo()
    {
        makeRun("a", 1);
        start();
        m_session->queue().pauseAll();
        AdaptOptions options;
        options.present = {"image"};
        options.train.epochs = 7;
        QVERIFY(queueAdaptation(*m_session, "a", options));
        QTRY_VERIFY(std::filesystem::exists(root() / "queued_adapters.json"));
        QVERIFY(!std::filesystem::exists(root() / "queued_tests.json")); // each has its file
        stop();
        start();
        QTRY_COMPARE(m_session->queue().count(QueueState::Held), 1);
        QCOMPARE(m_session->queue().at(0).adapt->train.epochs, 7);
        QCOMPARE(m_session->queue().at(0).adapt->present, std::vector<std::string>{"image"});
        m_session->queue().resumeAll();
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 1);
        QTRY_VERIFY(!std::filesystem::exists(root() / "queued_adapters.json"));
    }

    void aDamagedListOfAdapterSetsIsNoList()
    {
        makeRun("a", 1);
        std::ofstream(root() / "queued_adapters.json")
            << R"({"adapters": [{"run": 7}, {"run": "a", "options": {"seed": -1}}, 3]})";
        start();
        QCOMPARE(m_session->queue().size(), 0);
    }

    void aDamagedListIsNoList()
    {
        makeRun("a", 1);
        std::ofstream(root() / "queued_tests.json") << R"({"format": 1, "tests": [{"run": 7}]})";
        start();
        QCOMPARE(m_session->queue().size(), 0);
        QVERIFY(queueTest(*m_session, "a", {.missingRates = {0.6}}));
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 1);
    }
};

TEST_ENTRY(TestTestAgain, QApplication)

} // namespace modalscope::tst_test_again

#include "tst_test_again.moc"
