#include "core/analysis/gap_report.h"
#include "core/analysis/gap_text.h"
#include "core/store/epoch_features.h"
#include "core/store/run_arrays.h"
#include "tests/support/fake_run.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_gap_report {

namespace {

/// Features of length 1 around angle 0 and around `angle`: the gap is that between two directions.
Predictions twoCones(double angle)
{
    Predictions said;
    said.modalities = {"image", "text"};
    constexpr int kSamples = 40;
    for (int m = 0; m < 2; ++m) {
        ArrayD features({kSamples, 2});
        for (int i = 0; i < kSamples; ++i) {
            const double spread = i % 2 == 0 ? 0.1 : -0.1;
            features.row(i)[0] = 3 * std::cos(m * angle + spread); // length does not matter
            features.row(i)[1] = 3 * std::sin(m * angle + spread);
        }
        said.features.push_back(std::move(features));
        said.logits.push_back(ArrayD({kSamples, 2}));
    }
    for (int i = 0; i < kSamples; ++i)
        said.labels.push_back(i % 2);
    said.fused = ArrayD({kSamples, 2});
    said.presence.resize(2);
    return said;
}

/// Means have length cos(0.1), so the gap is that times the chord.
double gapOf(double angle)
{
    return std::cos(0.1) * 2 * std::sin(angle / 2);
}

void writeFeaturesOf(const StoredRun& run, double angle)
{
    const std::map<std::string, Predictions> said{{"test", twoCones(angle)}};
    (void)writePredictions(run.folder / "predictions.h5", said);
    (void)writeFeatures(run.folder / "features.h5", said);
}

} // namespace

/// Gaps of stored runs against ones worked out by hand: by method and seed, over epochs, beside accuracy.
class TestGapReport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::vector<StoredRun> m_runs;
    std::vector<ComparedGroup> m_groups;

private Q_SLOTS:
    void initTestCase()
    {
        const Workspace workspace(m_folder.path().toStdString());
        QVERIFY(workspace.create());
        for (int seed = 0; seed < 3; ++seed)
            writeFeaturesOf(
                writeFakeRun(workspace, "aaaaaaaaaaa" + std::to_string(seed), "g", seed), 0.5 + 0.1 * seed);
        writeFakeRun(workspace, "aaaaaaaaaaa3", "g", 3); // without features
        writeFakeRun(workspace, "aaaaaaaaaaa4", "g", 4, RunState::Cancelled);
        for (const int epoch : {1, 3})
            QVERIFY(writeEpochFeatures(workspace.runFolder("aaaaaaaaaaa0") / epochFeaturesFile(epoch),
                {{"test", {std::vector<int>(40), twoCones(0.2 * epoch), {}}}}));
        m_runs = workspace.readRuns().value().runs;
        QCOMPARE(m_runs.size(), std::size_t(5));
        std::vector<const StoredRun*> runs;
        for (const auto& run : m_runs)
            runs.push_back(&run);
        m_groups = runGroups(runs);
        QCOMPARE(m_groups.size(), std::size_t(1));
    }

    void overSeedsAndEpochs()
    {
        const auto report = measureGaps(m_groups, {.overEpochs = true});
        QVERIFY2(bool(report), report ? "" : report.error().message.c_str());
        const std::pair<std::string, std::string> pair("image", "text");
        QCOMPARE(report.value().pairs(), (std::vector{pair}));
        QCOMPARE(report.value().epochsOf(0), (std::vector<int>{1, 2, 3}));
        QCOMPARE(report.value().epochsOf(0, false), std::vector<int>{2}); // the only one that all have
        const auto kept = gapOverSeeds(report.value(), 0, pair, GapMeasure::Distance);
        QCOMPARE(kept.over.n, 3);
        QVERIFY(std::abs(kept.over.mean - (gapOf(0.5) + gapOf(0.6) + gapOf(0.7)) / 3) < 1e-6);
        const auto third = gapOverSeeds(report.value(), 0, pair, GapMeasure::Distance, 3);
        QCOMPARE(third.over.n, 1);
        QVERIFY(std::abs(third.over.mean - gapOf(0.6)) < 1e-6);
        const auto cosine = gapOverSeeds(report.value(), 0, pair, GapMeasure::CentroidCosine, 3);
        QVERIFY(std::abs(cosine.over.mean - std::cos(0.6)) < 1e-6);
        QCOMPARE(report.value().leftOut.size(), std::size_t(2));
        QVERIFY(report.value().leftOut[0].find("features.h5") != std::string::npos);
        QCOMPARE(report.value().leftOut[1], std::string("run aaaaaaaaaaa4 has not finished"));
        const auto json = gapJson(report.value());
        QCOMPARE(json["runs"].size(), std::size_t(5));
        QVERIFY(
            gapCsv(report.value()).starts_with("run,label,seed,epoch,kept,x,y,distance,centroid_cosine,"));
    }

    void stopsWhenAsked()
    {
        std::stop_source source;
        source.request_stop();
        RunContext context;
        context.stop = source.get_token();
        const auto report = measureGaps(m_groups, {}, context);
        QVERIFY(!report && report.error().kind == ErrorKind::Cancelled);
    }

    void modalitiesOfDifferentLength()
    {
        FeatureSet set;
        set.source = "x.npz";
        set.names = {"a", "b"};
        set.features = {Array({8, 2}), Array({8, 3})};
        const auto gaps = gapsOfPairs(set);
        QVERIFY(!gaps);
        QCOMPARE(gaps.error().message,
            std::string(
                "x.npz: a has 2 features and b has 3; a gap needs a common space, so the same number"));
        set.names = {"a"};
        QVERIFY(gapsOfPairs(set).error().message.find("two modalities") != std::string::npos);
    }

    void correlations()
    {
        // Two groups: within each accuracy falls by 1 per gap, between them it rises.
        std::vector<GapPoint> points{
            {0, "", 0, 1, 10}, {0, "", 1, 2, 9}, {1, "", 0, 11, 20}, {1, "", 1, 12, 19}};
        const auto said = gapCorrelation(points);
        QCOMPARE(said.withinGroups, -1.0);
        // x: −5.5 −4.5 4.5 5.5, y: −4.5 −5.5 5.5 4.5: xy 99, xx = yy = 101
        QVERIFY(std::abs(said.overRuns - 99.0 / 101) < 1e-12);
        // Four runs leave one degree of freedom: tanh(atanh(99/101) ± 1.96); within two groups there is none.
        QVERIFY(std::abs(said.overRunsInterval.first - std::tanh(std::atanh(99.0 / 101) - 1.959963984540054))
            < 1e-12);
        QVERIFY(said.overRunsInterval.second > said.overRuns && said.overRunsInterval.second < 1);
        QVERIFY(std::isnan(said.withinInterval.first));
        QVERIFY(std::isnan(gapCorrelation(std::span(points).first(2)).overRuns));
        for (auto& point : points)
            point.accuracy = 5;
        QVERIFY(std::isnan(gapCorrelation(points).overRuns));
    }
};

TEST_ENTRY(TestGapReport, NoApplication)

} // namespace modalscope::tst_gap_report

#include "tst_gap_report.moc"
