#include "core/engine/run_journal.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_run.h"
#include "tests/support/test_entry.h"
#include "tests/support/timing.h"
#include "widgets/runs/run_queue.h"

#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_queued_test {

/// "Tests" by waiting, and gives back numbers that say what was asked for.
class TestingEngine : public FakeEngine {
public:
    std::vector<EvaluateRequest> asked;
    std::optional<Error> failure;
    int batches = 3; ///< of each pass, a millisecond each

    Result<nlohmann::json> evaluate(const EvaluateRequest& request, const RunContext& context) override
    {
        asked.push_back(request);
        if (failure)
            return *failure;
        std::vector<std::string> stages{"evaluating test"};
        nlohmann::json test{{"n", 16}, {"fused", {{"accuracy", {{"value", 0.75}}}}}};
        const auto numbers = [&](double value) {
            return nlohmann::json{
                {"fused", {{"accuracy", {{"value", value}}}}}, {"missing", {{"value", 0.5}}}};
        };
        if (request.subsets)
            for (const char* name : {"image", "audio", "image+audio"}) {
                stages.push_back("test, subsets/" + std::string(name));
                test["subsets"][name] = {{"accuracy", {{"value", 0.6}}}};
                test["nothing"] = {{"accuracy", {{"value", 0.1}}}};
            }
        for (const double rate : request.missingRates) {
            stages.push_back("test, rates/" + numberText(rate));
            test["rates"][numberText(rate)] = numbers(request.protocol ? 0.3 : 0.9 - rate);
        }
        for (const char* name : {"image", "audio"})
            for (int i = 0; i < request.permutations; ++i) {
                stages.push_back("test, permuted/" + std::string(name) + "/" + std::to_string(i));
                auto& permuted = test["permuted"][name];
                permuted["accuracy"]["value"] = 0.2;
                permuted["repetitions"].push_back(0.2);
            }
        for (const auto& stage : stages)
            for (int i = 0; i < batches; ++i) {
                if (context.shouldStop())
                    return Error{ErrorKind::Cancelled, "stopped"};
                context.report(Progress{i, batches, stage});
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        return nlohmann::json{{"test", test}};
    }
};

/// Protects that a stored run is tested again from the queue: numbers are added and none is lost, whatever
/// happens.
class TestQueuedTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<TestingEngine> m_engine;
    std::unique_ptr<RunQueue> m_queue;
    StoredRun m_run;

    QueuedRun test(const Retest& retest) const
    {
        QueuedRun queued;
        queued.id = testId(m_run.id(), retest);
        queued.request.folder = m_run.folder;
        auto dataset = std::make_shared<Dataset>();
        dataset->modalities.resize(2);
        queued.request.dataset = dataset;
        queued.retest = retest;
        return queued;
    }
    QueueState stateOf(const Retest& retest) const { return m_queue->run(testId(m_run.id(), retest))->state; }
    void runToEnd(const Retest& retest)
    {
        QVERIFY(m_queue->add(test(retest)));
        QTRY_COMPARE(stateOf(retest), QueueState::Finished);
    }
    nlohmann::json metrics() const { return RunFolder(m_run.folder).metrics().value(); }
    double accuracy(const char* path) const
    {
        const auto found = metricAt(metrics(), path);
        return found ? found->value : -1;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_run = writeFakeRun(Workspace(m_folder->path().toStdString()), "a", "g", 1);
        m_engine = std::make_unique<TestingEngine>();
        m_queue = std::make_unique<RunQueue>(
            [this]() -> Result<Engine*> { return m_engine.get(); }, DatasetReader());
        m_queue->setParallelRuns(2);
    }
    void cleanup() { m_queue.reset(); }

    void numbersAreAddedToThoseOfTheRun()
    {
        const auto before = metrics();
        const auto status = RunFolder(m_run.folder).status().value();
        runToEnd({.missingRates = {0, 0.4}, .subsets = true, .permutations = 2});
        QCOMPARE(accuracy("test/rates/0.4/fused/accuracy"), 0.5);
        QCOMPARE(accuracy("test/subsets/image+audio/accuracy"), 0.6);
        QCOMPARE(accuracy("test/nothing/accuracy"), 0.1);
        QCOMPARE(accuracy("test/permuted/audio/accuracy"), 0.2);
        auto after = metrics();
        QCOMPARE(after["retests"].size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(after["retests"][0]["protocol"]), QStringLiteral("gcnet"));
        after.erase("retests");
        for (const char* added : {"rates", "subsets", "nothing", "permuted"})
            after["splits"]["test"].erase(added);
        QVERIFY(after == before); // everything else is as it was
        QCOMPARE(RunFolder(m_run.folder).status().value().state, status.state);
        QVERIFY(m_engine->startedSeeds().empty()); // nothing was trained
    }

    void whatIsThereIsKeptAndNotComputedAgain()
    {
        runToEnd({.missingRates = {0.4}});
        auto changed = metrics();
        changed["splits"]["test"]["rates"]["0.4"]["fused"]["accuracy"]["value"] = 0.123;
        QVERIFY(RunFolder(m_run.folder).writeMetrics(changed));
        runToEnd({.missingRates = {0.4, 0.6}});
        QCOMPARE(accuracy("test/rates/0.4/fused/accuracy"), 0.123);
        QVERIFY(accuracy("test/rates/0.6/fused/accuracy") > 0);
        QCOMPARE(m_engine->asked.back().missingRates, std::vector<double>{0.6});
        const auto times = m_engine->asked.size();
        runToEnd({.missingRates = {0.6, 0.4}, .protocol = MissingProtocol::Gcnet}); // the run's own protocol
        QCOMPARE(m_engine->asked.size(), times);
        runToEnd({.permutations = 2});
        runToEnd({.permutations = 3}); // more of the same holds the fewer
        QCOMPARE(metrics()["splits"]["test"]["permuted"]["image"]["repetitions"].size(), std::size_t(3));
        runToEnd({.permutations = 1});
        QCOMPARE(metrics()["splits"]["test"]["permuted"]["image"]["repetitions"].size(), std::size_t(3));
    }

    void ratesOfAnotherProtocolStandApart()
    {
        runToEnd({.missingRates = {0.4}});
        runToEnd({.missingRates = {0.4},
            .protocol = MissingProtocol::OneModality,
            .hiddenModality = "audio",
            .subsets = true});
        QCOMPARE(accuracy("test/rates/0.4/fused/accuracy"), 0.5);
        QCOMPARE(accuracy("test/rates/0.4 one-modality audio/fused/accuracy"), 0.3);
        QVERIFY(m_engine->asked[1].protocol && !m_engine->asked[1].subsets);
        QVERIFY(!m_engine->asked[2].protocol && m_engine->asked[2].subsets); // under the run's own masks
    }

    void progressGoesFromTheStartToTheEnd()
    {
        std::vector<Progress> seen;
        connect(m_queue.get(), &RunQueue::reported, this, [&](const QString&, const RunEvent& event) {
            if (const auto* progress = std::get_if<Progress>(&event))
                seen.push_back(*progress);
        });
        const Retest retest{.missingRates = {0, 0.2, 0.4}};
        QCOMPARE(passesOf(retest, 2), 4);
        runToEnd(retest);
        QCOMPARE(seen.size(), std::size_t(12));
        for (std::size_t i = 1; i < seen.size(); ++i)
            QVERIFY(seen[i].done > seen[i - 1].done && seen[i].total == seen[0].total);
        QCOMPARE(seen.front().done, 0);
        QVERIFY(seen.back().done < seen.back().total && seen.back().done * 10 > seen.back().total * 8);
        QVERIFY(seen.front().secondsLeft < 0 && seen.back().secondsLeft > 0);
        QVERIFY(seen.back().secondsLeft < seen[4].secondsLeft);
    }

    void cancelAnswersWithinATenthOfASecond()
    {
        m_engine->batches = 100000;
        const auto before = metrics();
        const Retest retest{.missingRates = {0.4}};
        QVERIFY(m_queue->add(test(retest)));
        QVERIFY(!m_queue->add(test(retest))); // the same waits once
        const double least = leastMilliseconds(100, [&](QElapsedTimer& timer) {
            if (stateOf(retest) == QueueState::Cancelled)
                m_queue->resume(testId(m_run.id(), retest));
            QTRY_VERIFY(m_queue->run(testId(m_run.id(), retest))->progress.done > 0);
            timer.restart();
            m_queue->cancel(testId(m_run.id(), retest));
            QTRY_COMPARE(stateOf(retest), QueueState::Cancelled);
        });
        QVERIFY2(least < 100, qPrintable(QString::number(least)));
        QVERIFY(metrics() == before);
        QCOMPARE(RunFolder(m_run.folder).status().value().state, RunState::Finished);
    }

    void aFailureSaysWhyAndChangesNothing()
    {
        m_engine->failure = Error{ErrorKind::Format, "checkpoint.safetensors: is not what the run wrote"};
        const auto before = metrics();
        const Retest retest{.subsets = true};
        m_queue->add(test(retest));
        QTRY_COMPARE(stateOf(retest), QueueState::Failed);
        QCOMPARE(m_queue->run(testId(m_run.id(), retest))->error, m_engine->failure->message);
        QVERIFY(metrics() == before);
        QCOMPARE(RunFolder(m_run.folder).status().value().state, RunState::Finished);
        std::filesystem::remove(m_run.folder / "metrics.json");
        m_queue->resume(testId(m_run.id(), retest));
        QTRY_COMPARE(stateOf(retest), QueueState::Failed);
        QVERIFY(
            m_queue->run(testId(m_run.id(), retest))->error.find("has not finished") != std::string::npos);
    }

    void twoTestsOfOneRunBothAdd()
    {
        const Retest first{.missingRates = {0.2}};
        const Retest second{.missingRates = {0.6}};
        auto lock = std::make_unique<Result<RunLock>>(RunLock::take(m_run.folder));
        m_queue->add(test(first));
        m_queue->add(test(second));
        QTest::qWait(60); // both wait for whoever has the run
        QCOMPARE(m_queue->count(QueueState::Running), 2);
        lock.reset();
        QTRY_COMPARE(m_queue->count(QueueState::Finished), 2);
        QVERIFY(accuracy("test/rates/0.2/fused/accuracy") > 0);
        QVERIFY(accuracy("test/rates/0.6/fused/accuracy") > 0);
        QCOMPARE(metrics()["retests"].size(), std::size_t(2));
    }

    void wrongConditionsAreOneSentence_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("part");
        QTest::newRow("nothing") << 0 << "nothing is asked for";
        QTest::newRow("rate") << 1 << "0.95 is not from 0 to 0.9";
        QTest::newRow("twice") << 2 << "0.4 is listed twice";
        QTest::newRow("protocol") << 3 << "hides nothing";
        QTest::newRow("modality") << 4 << "choose which";
    }
    void wrongConditionsAreOneSentence()
    {
        QFETCH(int, which);
        QFETCH(QString, part);
        const Retest wrong[] = {{}, {.missingRates = {0.95}}, {.missingRates = {0.4, 0.2, 0.4}},
            {.missingRates = {0.4}, .protocol = MissingProtocol::Fixed},
            {.missingRates = {0.4}, .protocol = MissingProtocol::OneModality}};
        const auto checked = checkRetest(wrong[which]);
        QVERIFY(!checked);
        QVERIFY2(
            QString::fromStdString(checked.error().message).contains(part), checked.error().message.c_str());
    }
};

TEST_ENTRY(TestQueuedTest, QCoreApplication)

} // namespace modalscope::tst_queued_test

#include "tst_queued_test.moc"
