#include "core/analysis/study_summary.h"
#include "tests/support/measured_runs.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_study_summary {

namespace {

constexpr const char* kMethods = R"({"name": "s", "base": {"train": {"batch_size": 8}},
    "axes": {"method.kind": ["concat", "mla", "late"], "seed": [0, 1, 2, 3, 4]},
    "variants": [{"label": "MLA, no HGM", "set": {"method.kind": "mla", "method.hgm": "off"}}]})";

constexpr const char* kRates = R"({"name": "s", "base": {"train": {"batch_size": 8}},
    "axes": {"method.kind": ["concat", "mla"], "missing.train_rate": [0, 0.4], "missing.test_rate": [0, 0.4],
             "seed": [0, 1]}})";

/// A study with its plan and runs that tests fill in.
struct Measured {
    explicit Measured(const char* text)
        : study(studyFromText(text, "study").value())
        , plan(planStudy(study, *smallDataset()).value())
    { }

    Result<StudySummary> summary(const SummaryOptions& options = {}) const
    {
        return studySummary(study, studyGroups(plan, runs), options);
    }

    Study study;
    std::vector<StudyRun> plan;
    std::vector<StoredRun> runs;
};

/// Concat .70 to .74. Beside it, by seed: MLA +.10 to +.14, late fusion +.01 −.02 +.03 −.04 +.05, the variant
/// −.10 everywhere.
MeasuredNumbers methodNumbers(const StudyRun& run)
{
    const auto seed = double(run.experiment.seed);
    const double base = 0.70 + 0.01 * seed;
    const double sign = run.experiment.seed % 2 == 0 ? 1 : -1;
    const double more = !run.variant.empty()             ? -0.10
        : run.experiment.method.kind == MethodKind::Mla  ? 0.10 + 0.01 * seed
        : run.experiment.method.kind == MethodKind::Late ? sign * 0.01 * (seed + 1)
                                                         : 0;
    return {{"test/fused/accuracy", base + more}, {"valid/fused/accuracy", 0.5}};
}

Measured measuredMethods()
{
    Measured made(kMethods);
    for (const auto& run : made.plan)
        made.runs.push_back(measuredRun(run, methodNumbers(run)));
    return made;
}

Measured measuredRates()
{
    Measured made(kRates);
    for (const auto& run : made.plan) {
        const double best = run.experiment.method.kind == MethodKind::Mla ? 0.9 : 0.8;
        made.runs.push_back(measuredRun(run,
            {{"test/fused/accuracy", 0.99}, {"valid/fused/accuracy", 0.6},
                {"test/rates/0/fused/accuracy", best},
                {"test/rates/0.4/fused/accuracy", best - 0.3 + run.experiment.missing.trainRate / 2}}));
    }
    return made;
}

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

std::string textOf(const SummaryRow& row)
{
    std::string text = row.label;
    for (const auto& [key, value] : row.group)
        text += ", " + key + "=" + value;
    return text;
}

} // namespace

/// Protects the numbers of a study: which runs stand behind each, how many there should be, and what they
/// are compared with.
class TestStudySummary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRowPerGroupInTheOrderOfThePlan()
    {
        const auto made = measuredMethods();
        const auto summary = made.summary();
        QVERIFY(summary);
        const auto& rows = summary.value().rows;
        QCOMPARE(rows.size(), std::size_t(4));
        QCOMPARE(textOf(rows[0]), std::string("Concat, method.kind=concat"));
        QCOMPARE(textOf(rows[2]), std::string("Late fusion, method.kind=late"));
        QCOMPARE(textOf(rows[3]), std::string("MLA, no HGM, variant=MLA, no HGM"));
        const auto& over = rows[0].numbers.over;
        QVERIFY(over.n == 5 && rows[0].expected == 5);
        QVERIFY(isClose(over.mean, 0.72));
        QVERIFY(isClose(over.deviation, std::sqrt(0.00025)));
        QVERIFY(isClose(over.low, 0.72 - 2.7764451051977987 * std::sqrt(0.00005))); // t(0.975, 4)
        QCOMPARE(rows[0].numbers.values[3].seed, std::uint64_t(3));
        QCOMPARE(rows[0].metric, std::string("test/fused/accuracy"));
        QVERIFY(!rows[0].test && rows[0].against.empty());
        QVERIFY(summary.value().notes.empty());
    }

    /// p by hand: five differences of one sign have 2 / 2^5; late fusion's rank sums are 9 and 6, which 26 of
    /// the 32 patterns of signs do not surpass.
    void testsAgainstABaseline()
    {
        const auto made = measuredMethods();
        const auto rows = made.summary({.against = {{"method.kind", "concat"}}}).value().rows;
        QVERIFY(!rows[0].test);
        QCOMPARE(rows[0].against, std::string("method.kind=concat"));
        QVERIFY(isClose(rows[1].difference.over.mean, 0.12));
        QVERIFY(rows[1].difference.paired);
        QVERIFY(isClose(rows[1].test->pValue, 0.0625));
        QVERIFY(isClose(rows[2].test->statistic, 6) && isClose(rows[2].test->pValue, 26.0 / 32));
        QVERIFY(isClose(rows[3].test->pValue, 0.0625));
        QVERIFY(isClose(rows[1].adjustedP, 3 * 0.0625)); // Holm: 3 p, then 2 p but not below it, then p
        QVERIFY(isClose(rows[3].adjustedP, 3 * 0.0625));
        QVERIFY(isClose(rows[2].adjustedP, 26.0 / 32));
        const auto permuted
            = made.summary({.against = {{"variant", "MLA, no HGM"}}, .test = PairedTestKind::Permutation});
        QVERIFY(permuted);
        QVERIFY(!permuted.value().rows[3].test);
        QVERIFY(isClose(permuted.value().rows[0].test->pValue, 0.0625));
    }

    /// Seeds that are not there are neither zero nor left out in silence.
    void missingSeedsAreCounted()
    {
        auto made = measuredMethods();
        std::vector<StoredRun> kept;
        for (std::size_t i = 0; i < made.plan.size(); ++i) {
            const auto& run = made.plan[i];
            const bool isMla = run.variant.empty() && run.experiment.method.kind == MethodKind::Mla;
            if (isMla && run.experiment.seed == 0)
                continue;
            if (isMla && run.experiment.seed == 1)
                kept.push_back(unfinishedRun(run, RunCondition::Running));
            else if (isMla && run.experiment.seed == 2)
                kept.push_back(unfinishedRun(run, RunCondition::Failed));
            else
                kept.push_back(made.runs[i]);
        }
        made.runs = std::move(kept);
        const auto summary = made.summary({.against = {{"method.kind", "concat"}}}).value();
        const auto& mla = summary.rows[1];
        QVERIFY(mla.numbers.over.n == 2 && mla.expected == 5);
        QVERIFY(isClose(mla.numbers.over.mean, (0.73 + 0.13 + 0.74 + 0.14) / 2));
        QCOMPARE(mla.test->n, 2);
        QVERIFY(isClose(mla.difference.over.mean, 0.135)); // of the seeds that both have
        QCOMPARE(summary.notes.size(), std::size_t(2));
        QCOMPARE(summary.notes[0], std::string("2 of 20 runs have not finished; their groups say n of N."));
        QCOMPARE(summary.notes[1], std::string("1 of 20 runs failed; study status says why."));
    }

    /// metrics.json removed or edited by hand: n of N, and a word on it.
    void finishedRunsWithoutATest()
    {
        auto made = measuredMethods();
        made.runs[0] = unfinishedRun(made.plan[0], RunCondition::Finished);
        const auto summary = made.summary({}).value();
        QVERIFY(summary.rows[0].numbers.over.n == 4 && summary.rows[0].expected == 5);
        QCOMPARE(summary.notes.size(), std::size_t(1));
        QVERIFY2(summary.notes[0].starts_with("1 of 20 runs have finished but have no numbers of their test"),
            summary.notes[0].c_str());
    }

    /// A number deleted by hand: the note names the run's folder, once.
    void aRunWithoutTheNumberIsNamed()
    {
        auto made = measuredMethods();
        made.runs[0].metrics = measuredJson({{"test/fused/loss", 1}});
        const auto summary = made.summary({}).value();
        QVERIFY(summary.rows[0].numbers.over.n == 4 && summary.rows[0].expected == 5);
        QCOMPARE(summary.notes,
            (std::vector<std::string>{"runs/" + made.plan[0].id
                + " has no number test.fused.accuracy and counts in no mean of it; to train again, delete "
                  "the folder and run the study."}));
        auto rates = measuredRates();
        rates.runs[0].metrics
            = measuredJson({{"test/fused/accuracy", 0.9}, {"test/rates/0/fused/accuracy", 0.8}});
        const auto notes
            = rates.summary({.metrics = {"test/fused/accuracy", "valid/fused/accuracy"}}).value().notes;
        const auto isNoted = [&](const std::string& text) {
            return std::any_of(notes.begin(), notes.end(),
                [&](const auto& note) { return note.find(text) != std::string::npos; });
        };
        QVERIFY(isNoted("runs/" + rates.plan[0].id + " has no number test.rates.0.4.fused.accuracy"));
        QVERIFY(isNoted("runs/" + rates.plan[0].id + " has no number valid.fused.accuracy"));
    }

    /// Seed 3 was run by a version that did not measure it.
    void aMetricThatSomeRunsLack()
    {
        auto made = measuredMethods();
        for (std::size_t i = 0; i < made.plan.size(); ++i)
            if (made.plan[i].experiment.seed != 3)
                made.runs[i].metrics = measuredJson({{"test/fused/map", 0.25 * double(i % 2)}});
        const auto rows = made.summary({.metrics = {"test/fused/map", "test/fused/f1"}}).value().rows;
        QCOMPARE(rows.size(), std::size_t(8));
        QVERIFY(rows[0].numbers.over.n == 4 && rows[0].expected == 5);
        QVERIFY(rows[4].numbers.isEmpty() && std::isnan(rows[4].numbers.over.mean));
        QCOMPARE(rows[4].metric, std::string("test/fused/f1"));
    }

    void anAxisOfTestRatesReadsTheRates()
    {
        const auto made = measuredRates();
        const auto rows
            = made.summary({.metrics = {"test/fused/accuracy", "valid/fused/accuracy"}}).value().rows;
        QCOMPARE(rows.size(), std::size_t(2 * 8));
        QCOMPARE(textOf(rows[1]),
            std::string("Concat, method.kind=concat, missing.train_rate=0, missing.test_rate=0.4"));
        QCOMPARE(rows[0].metric, std::string("test/rates/0/fused/accuracy"));
        QCOMPARE(rows[1].metric, std::string("test/rates/0.4/fused/accuracy"));
        QCOMPARE(rows[1].asked, std::string("test/fused/accuracy"));
        QVERIFY(isClose(rows[0].numbers.over.mean, 0.8));
        QVERIFY(isClose(rows[1].numbers.over.mean, 0.5));
        QVERIFY(isClose(rows[3].numbers.over.mean, 0.7)); // trained at 0.4
        QCOMPARE(rows[9].metric, std::string("valid/fused/accuracy")); // of which there is one
        QVERIFY(isClose(rows[9].numbers.over.mean, 0.6));
    }

    /// The baseline of each row has the same rates; it differs in the method alone.
    void theBaselineHasTheSameSettings()
    {
        const auto made = measuredRates();
        const auto rows = made.summary({.against = {{"method.kind", "concat"}}}).value().rows;
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(!rows[i].test);
            QVERIFY(isClose(rows[i + 4].difference.over.mean, 0.1));
        }
        const auto trained = made.summary({.against = {{"missing.train_rate", "0"}}}).value().rows;
        QVERIFY(isClose(trained[3].difference.over.mean, 0.2)); // Concat at 0.4: trained at 0.4 or at 0
        QVERIFY(isClose(trained[2].difference.over.mean, 0));
    }

    void groupsCanBeChosen()
    {
        const auto made = measuredRates();
        const auto rows
            = made.summary({.by = {"method.kind"},
                               .where = {{"missing.train_rate", "0.4"}, {"missing.test_rate", "0.4"}}})
                  .value()
                  .rows;
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(textOf(rows[1]), std::string("MLA, method.kind=mla"));
        QVERIFY(isClose(rows[1].numbers.over.mean, 0.8));
        QCOMPARE(groupValue(studyGroups(made.plan, made.runs)[1], "missing.train_rate"), std::string("0.4"));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("by");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("against");
        QTest::addColumn<QString>("says");
        const auto add
            = [](const char* name, const char* by, const char* where, const char* against, const char* says) {
                  QTest::newRow(name) << QString::fromUtf8(by) << QString::fromUtf8(where)
                                      << QString::fromUtf8(against) << QString::fromUtf8(says);
              };
        add("unknown by", "method", "", "", "method is no axis of the study s; use method.kind, missing.");
        add("unknown where", "", "train_rate", "", "train_rate is no axis of the study s; use");
        add("unknown against", "", "", "method.hgm", "method.hgm is no axis of the study s; use");
        add("seeds are no groups", "seed", "", "", "seed is no axis of the study s");
        add("a value that is not there", "", "method.kind", "",
            "where: no run of the study has these values");
        add("a baseline that is not there", "", "", "method.kind", "against: method.kind=7 is no run");
        add("averages over what differs", "method.kind", "", "",
            "by: the runs of one group differ in missing.test_rate, which would be averaged; add --by "
            "missing.test_rate or --where missing.test_rate=0");
    }
    void refuses()
    {
        QFETCH(QString, by);
        QFETCH(QString, where);
        QFETCH(QString, against);
        QFETCH(QString, says);
        SummaryOptions options;
        if (!by.isEmpty())
            options.by = {by.toStdString()};
        if (!where.isEmpty())
            options.where = {{where.toStdString(), "7"}};
        if (!against.isEmpty())
            options.against = {{against.toStdString(), "7"}};
        const auto summary = measuredRates().summary(options);
        QVERIFY(!summary);
        QCOMPARE(summary.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(QString::fromStdString(summary.error().message).startsWith(says),
            summary.error().message.c_str());
    }

    /// A study over seeds alone is one group, and has no keys to name.
    void aStudyWithoutKeys()
    {
        Measured made(R"({"name": "s", "base": {"train": {"batch_size": 8}}, "axes": {"seed": [0, 1]}})");
        for (const auto& run : made.plan)
            made.runs.push_back(measuredRun(run, {{"test/fused/accuracy", 0.5}}));
        QCOMPARE(made.summary().value().rows.size(), std::size_t(1));
        const auto wrong = made.summary({.by = {"x"}});
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().message, std::string("x is no axis of the study s; it has none but the seed"));
    }
};

TEST_ENTRY(TestStudySummary, NoApplication)

} // namespace modalscope::tst_study_summary

#include "tst_study_summary.moc"
