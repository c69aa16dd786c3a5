#include "core/analysis/missing_sweep.h"
#include "tests/support/measured_runs.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_missing_sweep {

namespace {

constexpr const char* kStudy = R"({"name": "s", "base": {"train": {"batch_size": 8}},
    "axes": {"method.kind": ["late", "mla"], "missing.train_rate": [0, 0.4],
             "missing.test_rate": [0, 0.4, 0.6], "seed": [0, 1]}})";

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

bool hasNote(const MissingSweep& sweep, const std::string& part)
{
    for (const auto& note : sweep.notes)
        if (note.find(part) != std::string::npos)
            return true;
    return false;
}

/// Late fusion falls .8 .6 .5; MLA .9 .8 .4, its second seed .02 more everywhere; trained at 0.4 both are .1
/// better at 0.6.
struct Sweep {
    explicit Sweep(const char* text = kStudy)
        : plan(planStudy(studyFromText(text, "study").value(), *smallDataset()).value())
    {
        for (const auto& run : plan) {
            const bool isMla = run.experiment.method.kind == MethodKind::Mla;
            const double more = isMla ? 0.02 * double(run.experiment.seed) : 0;
            runs.push_back(measuredRun(run,
                {{"test/fused/accuracy", 0.99}, {"test/rates/0/missing", 0}, {"test/rates/0.4/missing", 0.38},
                    {"test/rates/0.6/missing", 0.6},
                    {"test/rates/0/fused/accuracy", (isMla ? 0.9 : 0.8) + more},
                    {"test/rates/0.4/fused/accuracy", (isMla ? 0.8 : 0.6) + more},
                    {"test/rates/0.6/fused/accuracy",
                        (isMla ? 0.4 : 0.5) + more + (run.experiment.missing.trainRate > 0 ? 0.1 : 0)}}));
        }
    }
    MissingSweep sweep(const MissingSweepOptions& options = {}) const
    {
        return missingSweep(studyGroups(plan, runs), options);
    }

    std::vector<StudyRun> plan;
    std::vector<StoredRun> runs;
};

} // namespace

/// Protects the curves of accuracy against missing cells: the rates that were tested, areas by hand, and the
/// baseline that was trained alike.
class TestMissingSweep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void curvesOverTheRates()
    {
        const auto sweep = Sweep().sweep();
        QCOMPARE(sweep.curves.size(), std::size_t(4));
        const auto& mla = sweep.curves[2];
        QCOMPARE(mla.label, std::string("MLA"));
        QVERIFY(mla.trainRate == 0 && sweep.curves[3].trainRate == 0.4);
        QCOMPARE(mla.rates, (std::vector<double>{0, 0.4, 0.6}));
        QVERIFY(isClose(mla.values[1].over.mean, 0.81) && mla.values[1].over.n == 2);
        QVERIFY(isClose(mla.missing[1], 0.38)); // what was really hidden, not what was asked for
        QCOMPARE(mla.expected, 2);
    }

    /// Trapezoids: (.9 + .8) / 2 · .4 + (.8 + .4) / 2 · .2 = .46, over a width of .6.
    void areaByHand()
    {
        const auto sweep = Sweep().sweep();
        QVERIFY(isClose(sweep.curves[2].area.values[0].value, 0.46 / 0.6));
        QVERIFY(isClose(sweep.curves[2].area.values[1].value, 0.46 / 0.6 + 0.02));
        QVERIFY(isClose(sweep.curves[0].area.over.mean, (0.28 + 0.11) / 0.6));
    }

    /// Late fusion moved up to start where MLA does is .9 .7 .6: MLA lies +.1 and −.2 beside it, over three
    /// rates.
    void effectiveRobustnessAgainstTheSameTrainingRate()
    {
        const auto sweep = Sweep().sweep();
        QCOMPARE(sweep.baseline, std::string("Late fusion"));
        QVERIFY(sweep.curves[0].effective.isEmpty() && sweep.curves[1].effective.isEmpty());
        QVERIFY(isClose(sweep.curves[2].effective.over.mean, -0.1 / 3));
        QVERIFY(isClose(sweep.curves[3].effective.over.mean, -0.1 / 3)); // both are better at 0.6
        const auto chosen = Sweep().sweep({.metric = "fused/accuracy", .baseline = sweep.curves[2].id});
        QVERIFY(chosen.curves[2].effective.isEmpty());
        QVERIFY(isClose(chosen.curves[3].effective.over.mean, 0.1 / 3));
        QVERIFY(isClose(chosen.curves[0].effective.over.mean, 0.1 / 3));
    }

    void thePublishedMaskIsExplained()
    {
        const auto sweep = Sweep().sweep();
        QVERIFY(sweep.isGcnet);
        QVERIFY(isClose(sweep.saturation, 2.0 / 3));
        QVERIFY(hasNote(sweep, "from rate 0.67 on every sample keeps exactly one of 3 modalities"));
        auto mixed = Sweep();
        mixed.runs[0].experiment.missing.protocol = MissingProtocol::Bernoulli;
        QVERIFY(!mixed.sweep().isGcnet);
        QVERIFY(hasNote(mixed.sweep(), "hide cells in different ways (bernoulli, gcnet)"));
    }

    /// An experiment file that says "all modalities" has as many as its metrics.
    void modalitiesThatAreNotWrittenOut()
    {
        auto made = Sweep();
        for (auto& run : made.runs) {
            run.experiment.modalities.clear();
            run.metrics
                = measuredJson({{"test/rates/0.4/missing", 0.4}, {"test/rates/0.4/fused/accuracy", 0.5},
                    {"test/modalities/image/accuracy", 0.5}, {"test/modalities/audio/accuracy", 0.5}});
        }
        const auto sweep = made.sweep();
        QVERIFY(sweep.isGcnet);
        QVERIFY(isClose(sweep.saturation, 0.5));
        QVERIFY(sweep.curves[0].area.isEmpty()); // one rate has no area
    }

    void missingSeedsAreSaid()
    {
        auto made = Sweep();
        QVERIFY(!hasNote(made.sweep(), "n of N"));
        QCOMPARE(made.runs.back().experiment.seed, std::uint64_t(1)); // of MLA trained at 0.4
        made.runs.pop_back();
        const auto sweep = made.sweep();
        QVERIFY(sweep.curves[3].values[0].over.n == 1 && sweep.curves[3].expected == 2);
        QVERIFY(isClose(sweep.curves[3].values[0].over.mean, 0.9)); // of the seed that is there
        QVERIFY(hasNote(sweep, "Some seeds have not finished: their curves say n of N."));
    }

    /// Nothing is drawn from fewer seeds at one rate than at another.
    void aRateCountsWhenEverySeedHasIt()
    {
        auto made = Sweep();
        made.runs.back().metrics
            = measuredJson({{"test/rates/0/missing", 0}, {"test/rates/0/fused/accuracy", 0.9},
                {"test/rates/0.6/missing", 0.6}, {"test/rates/0.6/fused/accuracy", 0.5}});
        const auto sweep = made.sweep();
        QCOMPARE(sweep.curves[3].rates, (std::vector<double>{0, 0.6}));
        QCOMPARE(sweep.curves[3].values[1].over.n, 2);
        QVERIFY(sweep.curves[3].effective.isEmpty()); // the baseline has other rates
    }

    /// MLA less late fusion, seed by seed: .1 and .12, .2 and .22, −.1 and −.08; trained at 0.4 likewise.
    void differencesOfTheSameSeeds()
    {
        const auto sweep = Sweep().sweep();
        const auto out = differencesTo(sweep, sweep.curves[0].id);
        QCOMPARE(out.reference, std::string("Late fusion"));
        QCOMPARE(out.curves.size(), std::size_t(2)); // both curves of late fusion are references
        const auto& mla = out.curves[0];
        QCOMPARE(mla.rates, (std::vector<double>{0, 0.4, 0.6}));
        QVERIFY(isClose(mla.values[0].values[0].value, 0.1) && isClose(mla.values[0].values[1].value, 0.12));
        QVERIFY(isClose(mla.values[1].over.mean, 0.21) && isClose(mla.values[2].over.mean, -0.09));
        // The seeds' difference .02 over two seeds: half of the interval is 12.706·.01.
        QVERIFY(isClose(mla.values[0].over.high - mla.values[0].over.mean, 12.706204736432095 * 0.01));
        QCOMPARE(mla.values[0].runs().size(), std::size_t(4)); // of both sides
        QVERIFY(out.curves[1].trainRate == 0.4 && isClose(out.curves[1].values[2].over.mean, -0.09));
        QVERIFY(mla.area.isEmpty());
    }

    void onlyCommonSeedsAreCompared()
    {
        auto made = Sweep();
        for (auto& run : made.runs) {
            const bool isMla = run.experiment.method.kind == MethodKind::Mla;
            if (isMla && run.experiment.missing.trainRate == 0)
                run.experiment.seed += 1; // 1 and 2 beside 0 and 1
            else if (isMla)
                run.experiment.seed += 10;
        }
        const auto sweep = made.sweep();
        const auto out = differencesTo(sweep, sweep.curves[0].id);
        QCOMPARE(out.curves.size(), std::size_t(1));
        QCOMPARE(out.curves[0].values[0].over.n, 1);
        QVERIFY(hasNote(out, "No seed at a rate in common with Late fusion: MLA."));
        QVERIFY(differencesTo(sweep, "none of them").curves.empty());
        QVERIFY(hasNote(differencesTo(sweep, "none of them"), "was not tested"));
    }

    void anotherTrainingRateIsSaid()
    {
        auto sweep = Sweep().sweep();
        sweep.curves.erase(sweep.curves.begin() + 1); // late fusion trained at 0.4
        const auto out = differencesTo(sweep, sweep.curves[0].id);
        QCOMPARE(out.curves.size(), std::size_t(2));
        QVERIFY(hasNote(out, "Late fusion was trained at rate 0, unlike what it is compared with: MLA."));
    }

    void groupsWithoutRatesAreNamed()
    {
        auto made = Sweep();
        for (auto& run : made.runs)
            if (run.experiment.method.kind == MethodKind::Late)
                run.metrics = measuredJson({{"test/fused/accuracy", 0.9}});
        const auto sweep = made.sweep();
        QCOMPARE(sweep.curves.size(), std::size_t(2));
        QVERIFY(sweep.baseline.empty());
        QVERIFY(hasNote(sweep, "Not tested at other rates: Late fusion"));
        QVERIFY(missingSweep({}, {}).curves.empty());
    }
};

TEST_ENTRY(TestMissingSweep, NoApplication)

} // namespace modalscope::tst_missing_sweep

#include "tst_missing_sweep.moc"
