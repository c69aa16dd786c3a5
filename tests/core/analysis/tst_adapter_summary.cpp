#include "core/analysis/adapter_summary.h"
#include "core/analysis/dedicated_runs.h"
#include "tests/support/adapter_sets.h"
#include "tests/support/measured_runs.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_adapter_summary {

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

StoredRun finishedRun(const std::string& id, std::vector<std::string> modalities, MethodKind kind, int seed,
    double value, const std::string& metric = "accuracy")
{
    StudyRun planned;
    planned.id = planned.group = id;
    planned.experiment.modalities = std::move(modalities);
    planned.experiment.method.kind = kind;
    planned.experiment.seed = std::uint64_t(seed);
    auto run = measuredRun(planned, {{"test/fused/" + metric, value}});
    run.origin.datasetFingerprint = "f";
    return run;
}

const std::vector<std::string> kNames{"text", "image", "audio"};

} // namespace

/// Protects the numbers of adapters beside the base and beside dedicated networks: which set is which, what a
/// gain is, and which runs may be called dedicated.
class TestAdapterSummary : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path runFolder() const { return m_folder->path().toStdString() + "/base"; }
    void write(const AdaptOptions& options, double before, double after, int learned,
        const std::string& metric = "accuracy")
    {
        writeAdapterSet(runFolder(), options, adapterMetrics(metric, before, after, learned));
    }
    AdapterSummary summary(const StoredRun& base, const std::vector<StoredRun>& runs = {},
        const std::string& metric = "accuracy") const
    {
        const auto stored = readAdapters(runFolder());
        auto here = base;
        here.folder = runFolder();
        const AdaptedRun bases[]{{&here, stored.sets}};
        return adapterSummary(bases, kNames, runs, metric);
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aRowForEachSetSmallOnesFirstTheWholeLast()
    {
        write(adapterOptions({"text", "image"}, AdapterKind::Ssf), 0.6, 0.7, 20);
        write(adapterOptions({"audio"}, AdapterKind::Ssf), 0.3, 0.5, 10);
        write(adapterOptions({"text"}, AdapterKind::Lora), 0.4, 0.5, 30);
        const auto made = summary(finishedRun("base", kNames, MethodKind::Concat, 0, 0.9));
        QCOMPARE(made.options, (std::vector{AdapterKind::Ssf, AdapterKind::Lora}));
        QCOMPARE(made.rows.size(), std::size_t(4));
        QCOMPARE(made.rows[0].present, std::vector<std::string>{"text"});
        QCOMPARE(made.rows[1].present, std::vector<std::string>{"audio"});
        QCOMPARE(made.rows[2].present, (std::vector<std::string>{"text", "image"}));
        QVERIFY(made.rows[3].isWhole);
        QVERIFY(isClose(made.rows[3].pretrained.over.mean, 0.9));
        QVERIFY(made.rows[0].adapted[0].value.isEmpty()); // SSF was not learned for text alone
        QVERIFY(isClose(made.rows[0].adapted[1].gain.over.mean, 0.1));
        QVERIFY(isClose(made.rows[1].adapted[0].share, 0.01));
        QCOMPARE(
            made.rows[1].adapted[0].value.runs(), std::vector<std::string>{"base/adapters/audio-ssf-s0"});
    }

    void meanAndGainAreOverTheSeedsOfTheAdapters()
    {
        write(adapterOptions({"text"}, AdapterKind::Ssf, 0), 0.4, 0.5, 10);
        write(adapterOptions({"text"}, AdapterKind::Ssf, 1), 0.4, 0.7, 10);
        const auto made = summary(finishedRun("base", kNames, MethodKind::Concat, 0, 0.9));
        const auto& numbers = made.rows[0].adapted[0];
        QCOMPARE(numbers.value.over.n, 2);
        QVERIFY(isClose(numbers.value.over.mean, 0.6));
        QVERIFY(isClose(numbers.value.over.deviation, std::sqrt(0.02)));
        QVERIFY(isClose(numbers.gain.over.mean, 0.2));
        QVERIFY(isClose(made.rows[0].pretrained.over.mean, 0.4));
    }

    /// Two bases with other seeds: a value for each pair of base and adapter seed, one pretrained value each.
    void severalBasesAreTakenTogether()
    {
        const auto other = m_folder->path().toStdString() + "/other";
        write(adapterOptions({"text"}, AdapterKind::Ssf, 0), 0.4, 0.5, 10);
        write(adapterOptions({"text"}, AdapterKind::Ssf, 1), 0.4, 0.7, 10);
        writeAdapterSet(
            other, adapterOptions({"text"}, AdapterKind::Ssf, 0), adapterMetrics("accuracy", 0.2, 0.6, 10));
        auto first = finishedRun("base", kNames, MethodKind::Concat, 0, 0.9);
        auto second = finishedRun("other", kNames, MethodKind::Concat, 1, 0.7);
        first.folder = runFolder();
        second.folder = other;
        const auto sets = readAdapters(runFolder()), others = readAdapters(other);
        const AdaptedRun bases[]{{&first, sets.sets}, {&second, others.sets}};
        const auto made = adapterSummary(bases, kNames, {}, "accuracy");
        QCOMPARE(made.bases, (std::vector<std::string>{"base", "other"}));
        const auto& numbers = made.rows[0].adapted[0];
        QCOMPARE(numbers.value.over.n, 3);
        QVERIFY(isClose(numbers.value.over.mean, 0.6));
        QVERIFY(isClose(numbers.gain.over.mean, 0.8 / 3));
        QCOMPARE(made.rows[0].pretrained.over.n, 2);
        QVERIFY(isClose(made.rows[0].pretrained.over.mean, 0.3));
        QVERIFY(isClose(made.rows[1].pretrained.over.mean, 0.8));
        QCOMPARE(numbers.value.runs().back(), std::string("other/adapters/text-ssf-s0"));
    }

    void aDedicatedRunHasTheSettingsOfTheBase()
    {
        auto base = finishedRun("base", kNames, MethodKind::Concat, 3, 0.9);
        base.experiment.encoders["audio"] = {};
        const auto two = dedicatedExperiment(base, {"text", "image"});
        QCOMPARE(two.modalities, (std::vector<std::string>{"text", "image"}));
        QCOMPARE(two.method.kind, MethodKind::Concat);
        QCOMPARE(two.seed, std::uint64_t(3));
        QVERIFY(!two.encoders.contains("audio"));
        QCOMPARE(dedicatedExperiment(base, {"text"}).method.kind, MethodKind::Unimodal);
        base.experiment.method.kind = MethodKind::Network;
        QCOMPARE(dedicatedExperiment(base, {"text"}).method.kind, MethodKind::Network);
    }

    void aSmallerErrorIsAGain()
    {
        write(adapterOptions({"text"}, AdapterKind::Ssf), 1.4, 1.1, 10, "mae");
        const auto base = finishedRun("base", kNames, MethodKind::Concat, 0, 0.9, "mae");
        QCOMPARE(mainMetric(base.metrics), std::string("mae"));
        const auto made = summary(base, {}, "mae");
        QVERIFY(!made.isLargerBetter);
        QVERIFY(isClose(made.rows[0].adapted[0].gain.over.mean, 0.3));
    }

    void whatStandsForMissingOnesIsKeptApart()
    {
        auto zeros = adapterOptions({"text"}, AdapterKind::Lora);
        zeros.input = MissingInput::Zero;
        write(adapterOptions({"text"}, AdapterKind::Ssf), 0.4, 0.5, 10);
        write(zeros, 0.2, 0.5, 10);
        const auto made = summary(finishedRun("base", kNames, MethodKind::Concat, 0, 0.9));
        QVERIFY(made.mixesInputs);
        QCOMPARE(made.rows.size(), std::size_t(3));
        QVERIFY(isClose(made.rows[1].pretrained.over.mean, 0.2));
    }

    void settingsThatDifferAreSaid()
    {
        auto longer = adapterOptions({"text"}, AdapterKind::Ssf, 1);
        longer.train.epochs = 99;
        write(adapterOptions({"text"}, AdapterKind::Ssf), 0.4, 0.5, 10);
        const auto base = finishedRun("base", kNames, MethodKind::Concat, 0, 0.9);
        QVERIFY(summary(base).notes.empty());
        write(longer, 0.4, 0.5, 10);
        QCOMPARE(summary(base).notes.size(), std::size_t(1));
    }

    void onlyRunsOfTheSameSettingsAreDedicated()
    {
        write(adapterOptions({"text"}, AdapterKind::Ssf), 0.4, 0.5, 10);
        write(adapterOptions({"text", "image"}, AdapterKind::Ssf), 0.6, 0.7, 20);
        const auto base = finishedRun("base", kNames, MethodKind::Concat, 0, 0.9);
        std::vector<StoredRun> runs{base, finishedRun("a", {"image", "text"}, MethodKind::Concat, 1, 0.75),
            finishedRun("b", {"text", "image"}, MethodKind::Concat, 2, 0.85),
            finishedRun("c", {"text", "image"}, MethodKind::Sum, 3, 0.1),
            finishedRun("d", {"text", "image"}, MethodKind::Concat, 4, 0.1),
            finishedRun("e", {"text"}, MethodKind::Unimodal, 5, 0.65),
            finishedRun("f", {"text", "image"}, MethodKind::Concat, 6, 0.1)};
        runs[4].experiment.train.epochs += 1;
        runs[5].experiment.train.device = DeviceChoice::Cpu; // where it was computed makes no difference
        runs[6].origin.datasetFingerprint = "other";
        const auto made = summary(base, runs);
        QCOMPARE(made.rows[1].dedicated.runs(), (std::vector<std::string>{"a", "b"}));
        QVERIFY(isClose(made.rows[1].dedicated.over.mean, 0.8));
        QCOMPARE(made.rows[0].dedicated.runs(), std::vector<std::string>{"e"});
        runs[1].condition = RunCondition::Failed;
        QCOMPARE(summary(base, runs).rows[1].dedicated.runs(), std::vector<std::string>{"b"});
    }

    void withoutSetsThereAreNoRows()
    {
        QVERIFY(summary(finishedRun("base", kNames, MethodKind::Concat, 0, 0.9)).rows.empty());
    }
};

TEST_ENTRY(TestAdapterSummary, NoApplication)

} // namespace modalscope::tst_adapter_summary

#include "tst_adapter_summary.moc"
