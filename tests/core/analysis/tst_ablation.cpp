#include "core/analysis/ablation.h"
#include "core/experiment/ablation_study.h"
#include "tests/support/measured_runs.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_ablation {

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

bool hasNote(const Ablation& ablation, const std::string& part)
{
    for (const auto& note : ablation.notes)
        if (note.find(part) != std::string::npos)
            return true;
    return false;
}

/// MLA .80 with .01 more per seed; without HGM 5 points less and a little more with every seed, without
/// dynamic fusion the same.
struct Ablated {
    explicit Ablated(std::uint64_t seedCount)
    {
        Experiment base;
        base.train.batchSize = 8;
        std::vector<std::uint64_t> seeds;
        for (std::uint64_t seed = 0; seed < seedCount; ++seed)
            seeds.push_back(seed);
        const std::vector<std::string> keys{"hgm", "fusion"};
        plan = planStudy(ablationStudy(base, keys, seeds).value(), *smallDataset()).value();
        for (const auto& run : plan) {
            const double seed = double(run.experiment.seed);
            const double less = run.variant == "MLA, no HGM" ? 0.05 + 0.001 * seed : 0;
            runs.push_back(measuredRun(run,
                {{"test/fused/accuracy", 0.8 + 0.01 * seed - less}, {"test/modalities/image/accuracy", 0.6},
                    {"test/modalities/audio/accuracy", 0.5 - less},
                    {"test/rates/0.4/fused/accuracy", 0.4 + less}}));
        }
    }
    std::vector<ComparedGroup> groups() const { return studyGroups(plan, runs); }

    std::vector<StudyRun> plan;
    std::vector<StoredRun> runs;
};

} // namespace

/// Protects the ablation table: differences over the same seeds, corrected for their number, and a warning
/// when no difference could be found.
class TestAblation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void differencesToTheFullMethod()
    {
        const Ablated made(6);
        const auto out = ablation(made.groups(), made.plan[0].group, PairedTestKind::Wilcoxon);
        QCOMPARE(out.rows.size(), std::size_t(3));
        QCOMPARE(out.rows[0].label, std::string("MLA"));
        QVERIFY(out.rows[0].difference.isEmpty());
        QCOMPARE(out.modalities, (std::vector<std::string>{"image", "audio", "sensors"}));
        const auto& hgm = out.rows[1];
        QCOMPARE(hgm.label, std::string("MLA, no HGM"));
        QVERIFY(isClose(hgm.difference.over.mean, -5.25)); // points
        QVERIFY(isClose(hgm.modalities.at("audio").over.mean, 0.5 - 0.0525));
        QVERIFY(hgm.modalities.at("sensors").isEmpty());
        QVERIFY(isClose(hgm.test.pValue, 2.0 / 64));
        QVERIFY(isClose(hgm.adjustedP, 4.0 / 64)); // two rows
        QVERIFY(isClose(out.rows[2].difference.over.mean, 0) && isClose(out.rows[2].test.pValue, 1));
        QVERIFY(hasNote(out, "against MLA, Holm-corrected for 2 rows"));
        QVERIFY(hasNote(out, "Protocol: epoch chosen on valid."));
    }

    void theFullMethodComesFirst()
    {
        const Ablated made(6);
        const auto groups = made.groups();
        const auto out = ablation(groups, groups[1].id, PairedTestKind::Permutation);
        QCOMPARE(out.rows[0].label, std::string("MLA, no HGM"));
        QCOMPARE(out.rows[1].label, std::string("MLA"));
        QVERIFY(isClose(out.rows[1].difference.over.mean, 5.25));
        QCOMPARE(
            ablation(groups, "none of them", PairedTestKind::Wilcoxon).rows[0].label, std::string("MLA"));
        QVERIFY(ablation({}, "", PairedTestKind::Wilcoxon).rows.empty());
    }

    void otherConditions()
    {
        const Ablated made(6);
        const auto out
            = ablation(made.groups(), made.plan[0].group, PairedTestKind::Wilcoxon, "test/rates/0.4");
        QCOMPARE(out.split, std::string("test/rates/0.4"));
        QVERIFY(isClose(out.rows[0].fused.over.mean, 0.4));
        QVERIFY(isClose(out.rows[1].difference.over.mean, 5.25));
    }

    /// The least p of six seeds is 1/32, twice that for two rows; of nine seeds 1/256.
    void fewSeedsCannotMarkAnything()
    {
        QVERIFY(hasNote(ablation(Ablated(6).groups(), "", PairedTestKind::Wilcoxon),
            "the smallest p that the test can give is 0.062 after correction"));
        const Ablated nine(9);
        const auto out = ablation(nine.groups(), nine.plan[0].group, PairedTestKind::Wilcoxon);
        QVERIFY(!hasNote(out, "the smallest p"));
        QVERIFY(isClose(out.rows[1].adjustedP, 2 * 2.0 / 512));
        QCOMPARE(significanceMarker(out.rows[1].adjustedP), std::string("**"));
    }

    void missingSeedsAreSaid()
    {
        Ablated made(6);
        const auto first = made.plan[1].id; // the first variant's first seed
        std::erase_if(made.runs, [&](const auto& run) { return run.id() == first; });
        const auto out = ablation(made.groups(), made.plan[0].group, PairedTestKind::Wilcoxon);
        QVERIFY(out.rows[1].fused.over.n == 5 && out.rows[1].expected == 6);
        QCOMPARE(out.rows[1].test.n, 5);
        QVERIFY(isClose(out.rows[1].difference.over.mean, -5.3)); // seeds 1 to 5
        QVERIFY(hasNote(out, "Some seeds have not finished: their rows say n of N."));
    }

    void epochsChosenInDifferentWaysAreSaid()
    {
        Ablated made(2);
        made.runs[1].experiment.evaluate.select = SelectEpoch::BestOnTest;
        QVERIFY(
            hasNote(ablation(made.groups(), "", PairedTestKind::Wilcoxon), "Epochs are chosen in different"));
    }

    void modalitiesThatAreNotWrittenOut()
    {
        Ablated made(2);
        for (auto& run : made.runs)
            run.experiment.modalities.clear();
        const auto out = ablation(made.groups(), "", PairedTestKind::Wilcoxon);
        QCOMPARE(out.modalities, (std::vector<std::string>{"audio", "image"})); // of the metrics
    }

    void markers()
    {
        QCOMPARE(significanceMarker(0.009), std::string("**"));
        QCOMPARE(significanceMarker(0.01), std::string("*"));
        QCOMPARE(significanceMarker(0.05), std::string());
        QCOMPARE(significanceMarker(std::nan("")), std::string());
    }
};

TEST_ENTRY(TestAblation, NoApplication)

} // namespace modalscope::tst_ablation

#include "tst_ablation.moc"
