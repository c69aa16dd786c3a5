#include "core/base/atomic_file.h"
#include "core/store/run_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

namespace modalscope::tst_resume {

namespace fs = std::filesystem;

/// Protects that a run is the same however often it was stopped, wherever, and whatever ran beside it.
class TestResume : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::map<std::string, std::string> m_wanted; // files of an uninterrupted run
    static constexpr int kEpochs = 5;

    fs::path folder(const std::string& name) { return fs::path(m_folder.path().toStdString()) / name; }

    /// Every source of randomness at once: dropout, hidden cells, shuffled order of alternation.
    static Experiment experiment()
    {
        auto experiment = smallExperiment(kEpochs);
        experiment.missing.trainRate = 0.3;
        experiment.method.mla.order = MlaOrder::Shuffled;
        return experiment;
    }

    /// Runs until `stopAt` events of batches and epochs have passed.
    static bool runUntil(const fs::path& folder, int stopAt)
    {
        std::stop_source source;
        int events = 0;
        RunContext context;
        context.stop = source.get_token();
        context.pause = nullptr;
        context.report = [&](const RunEvent& event) {
            if (std::holds_alternative<EpochFinished>(event) && ++events >= stopAt)
                source.request_stop();
        };
        const auto done = runSmall(experiment(), folder, context);
        return !done && done.error().kind == ErrorKind::Cancelled;
    }

    void compare(const fs::path& folder)
    {
        const auto files = decidedFiles(folder);
        for (const auto& [name, bytes] : m_wanted) {
            QVERIFY2(!bytes.empty(), name.c_str());
            QVERIFY2(files.at(name) == bytes, name.c_str());
        }
        QCOMPARE(RunFolder(folder).status().value().state, RunState::Finished);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(runSmall(experiment(), folder("whole")));
        m_wanted = decidedFiles(folder("whole"));
        QCOMPARE(m_wanted.size(), std::size_t(5));
    }

    void stoppedAfterAnyEpoch_data()
    {
        QTest::addColumn<int>("epoch");
        for (int epoch = 1; epoch <= kEpochs; ++epoch)
            QTest::addRow("%d", epoch) << epoch;
    }
    void stoppedAfterAnyEpoch()
    {
        QFETCH(int, epoch);
        const auto where = folder("epoch" + std::to_string(epoch));
        QVERIFY(runUntil(where, epoch));
        const auto status = RunFolder(where).status().value();
        QCOMPARE(status.state, RunState::Cancelled);
        QCOMPARE(status.epoch, epoch);
        QCOMPARE(RunFolder(where).history().value().epochCount(), epoch);
        QVERIFY(runSmall(experiment(), where));
        compare(where);
    }

    void stoppedAgainAndAgain()
    {
        const auto where = folder("again");
        for (int i = 0; i < kEpochs; ++i)
            QVERIFY(runUntil(where, 1));
        QVERIFY(runSmall(experiment(), where));
        compare(where);
    }

    /// A power cut may tear the newest state; the one before is still there.
    void aTornStateFallsBackToThePreviousOne()
    {
        const auto where = folder("torn");
        QVERIFY(runUntil(where, 3));
        auto bytes = readFile(where / "state.safetensors").value();
        bytes[bytes.size() - 5] ^= 1;
        QVERIFY(writeFileAtomically(where / "state.safetensors", bytes));
        QVERIFY(fs::exists(where / "state-previous.safetensors"));
        QVERIFY(runSmall(experiment(), where));
        compare(where);
        QVERIFY(readFile(where / "log.txt").value().find("resuming after epoch ") != std::string::npos);
    }

    void withoutAnyStateItStartsAgain()
    {
        const auto where = folder("stateless");
        QVERIFY(runUntil(where, 3));
        fs::remove(where / "state.safetensors");
        fs::remove(where / "state-previous.safetensors");
        QVERIFY(runSmall(experiment(), where));
        compare(where);
    }

    void withoutTheBestWeightsItStartsAgain()
    {
        const auto where = folder("bestless");
        QVERIFY(runUntil(where, 3));
        fs::remove(where / "best.safetensors");
        QVERIFY(runSmall(experiment(), where));
        compare(where);
    }

    /// Killed between state and history row, or in the middle of the row.
    void aHistoryThatIsBehindOrTornIsCompleted()
    {
        for (const std::size_t cut : {1, 40, 300}) {
            const auto where = folder("history" + std::to_string(cut));
            QVERIFY(runUntil(where, 3));
            auto text = readFile(where / "history.csv").value();
            QVERIFY(writeFileAtomically(
                where / "history.csv", std::string_view(text).substr(0, text.size() - cut)));
            QVERIFY(RunFolder(where).history());
            QVERIFY(runSmall(experiment(), where));
            compare(where);
        }
    }

    void runsSideBySideAreTheSame()
    {
        std::vector<std::jthread> threads;
        std::atomic<int> good = 0;
        for (int i = 0; i < 3; ++i)
            threads.emplace_back(
                [&, i] { good += runSmall(experiment(), folder("side" + std::to_string(i))) ? 1 : 0; });
        threads.clear();
        QCOMPARE(good.load(), 3);
        for (int i = 0; i < 3; ++i)
            compare(folder("side" + std::to_string(i)));
    }

    /// Two programs on one run: the second is sent away and the first is not disturbed.
    void aRunIsWorkedOnByOne()
    {
        const auto where = folder("locked");
        Result<void> second;
        RunContext context;
        context.report = [&](const RunEvent& event) {
            if (std::holds_alternative<EpochFinished>(event) && second)
                second = runSmall(experiment(), where);
        };
        QVERIFY(runSmall(experiment(), where, context));
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::InvalidInput);
        compare(where);
    }
};

TEST_ENTRY(TestResume, NoApplication)

} // namespace modalscope::tst_resume

#include "tst_resume.moc"
