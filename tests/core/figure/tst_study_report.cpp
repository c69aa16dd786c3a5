#include "core/analysis/study_summary.h"
#include "core/figure/report_html.h"
#include "core/figure/report_results.h"
#include "core/figure/report_sections.h"
#include "core/figure/report_state.h"
#include "core/figure/study_report.h"
#include "core/figure/summary_table.h"
#include "tests/support/measured_runs.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <algorithm>
#include <set>

namespace modalscope::tst_study_report {

namespace {

constexpr const char* kStudy = R"({"name": "a <b> & c",
    "base": {"modalities": ["image", "audio"], "method": {"kind": "mla"},
             "train": {"batch_size": 8, "epochs": 7}, "evaluate": {"subsets": "all"}},
    "axes": {"method.kind": ["concat", "mla"], "missing.train_rate": [0, 0.4],
             "missing.test_rate": [0, 0.8], "seed": [0, 1, 2]},
    "variants": [{"label": "MLA <script>", "set": {"method.kind": "mla", "method.hgm": "off"}}]})";

MeasuredNumbers numbersOf(const StudyRun& run)
{
    const double accuracy = 0.8 + 0.01 * double(run.experiment.seed)
        + (run.experiment.method.kind == MethodKind::Mla ? 0.05 : 0) - (run.variant.empty() ? 0 : 0.02);
    return {{"test/fused/accuracy", accuracy}, {"test/fused/ece", 0.1},
        {"test/modalities/image/accuracy", 0.7}, {"test/modalities/audio/accuracy", 0.6},
        {"test/subsets/image/accuracy", 0.7}, {"test/subsets/audio/accuracy", 0.6},
        {"test/subsets/image+audio/accuracy", accuracy}, {"test/nothing/accuracy", 0.25},
        {"test/rates/0/fused/accuracy", accuracy}, {"test/rates/0/missing", 0},
        {"test/rates/0.8/fused/accuracy", 0.5}, {"test/rates/0.8/missing", 0.5}};
}

/// A study of 18 runs in memory.
struct Made {
    explicit Made(const char* text = kStudy)
        : study(studyFromText(text, "study").value())
        , plan(planStudy(study, *smallDataset()).value())
    { }

    void finishAll()
    {
        for (const auto& planned : plan)
            runs.push_back(measuredRun(planned, numbersOf(planned)));
    }

    StudyReport report(std::vector<UnreadableRun> unreadable = {}) const
    {
        return makeStudyReport(study, *smallDataset(), plan, runs, unreadable,
            {.studyFile = "my study.json", .workspace = "W", .command = "test", .made = 1763794800});
    }

    Study study;
    std::vector<StudyRun> plan;
    std::vector<StoredRun> runs;
};

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

bool anyContains(const std::vector<std::string>& texts, const std::string& part)
{
    return std::any_of(texts.begin(), texts.end(), [&](const auto& text) { return contains(text, part); });
}

const ReportTopic* topicOf(const StudyReport& report, const std::string& id)
{
    for (const auto& topic : report.topics)
        if (topic.id == id)
            return &topic;
    return nullptr;
}

std::string valueOf(const std::vector<ReportFact>& facts, const std::string& name)
{
    for (const auto& fact : facts)
        if (fact.name == name)
            return fact.value;
    return {};
}

} // namespace

/// A report says everything that is needed to believe a study or to do it again, and its numbers are those of
/// the summary.
class TestStudyReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void setUpSaysWhatDiffersFromDefaults()
    {
        Made made;
        const auto report = made.report();
        QCOMPARE(report.title, std::string("Study a <b> & c"));
        QCOMPARE(valueOf(report.dataset, "fingerprint (SHA-256)"), smallDataset()->fingerprint);
        QCOMPARE(report.splits.size(), std::size_t(3));
        QCOMPARE(report.modalities,
            (std::vector<ReportFact>{{"image", "image 1 × 8 × 8"}, {"audio", "sequence 12 × 3"}}));
        QCOMPARE(report.changedOptions,
            (std::vector<ReportFact>{{"evaluate.subsets", "all"}, {"modalities", "image, audio"},
                {"train.batch_size", "8"}, {"train.epochs", "7"}}));
        QCOMPARE(valueOf(report.axes, "missing.train_rate"), std::string("0, 0.4"));
        QVERIFY(contains(report.baseText, "\"momentum\""));
        QCOMPARE(report.planned, 18);
        QCOMPARE(report.runs.size(), std::size_t(18));
    }

    void protocolNamesMasksAndShortcuts()
    {
        const auto report = Made().report();
        QVERIFY(anyContains(report.protocol, "Epoch: epoch chosen on valid."));
        QVERIFY(anyContains(report.protocol, "Seeds: 3 (0 to 2) for each of 6 groups"));
        QVERIFY(anyContains(report.protocol, "rates in train and valid 0, 0.4; rates in test 0, 0.8"));
        QVERIFY(anyContains(report.protocol, "saturates at rate 0.50 of 2 modalities"));
        QVERIFY(anyContains(report.protocol, "Holm"));
        QVERIFY(anyContains(report.shortcuts, "missing.protocol: GCNet (published), in 18 runs."));
        QVERIFY(anyContains(report.shortcuts, "method.alpha_kind: schedule (released code), in 6 runs."));
        const auto onTest = Made(R"({"name": "s", "base": {"train": {"batch_size": 8},
            "evaluate": {"select": "best-on-test"}}, "axes": {"seed": [0, 7]}})")
                                .report();
        QVERIFY(anyContains(onTest.shortcuts, "evaluate.select: BEST ON TEST"));
        QVERIFY(anyContains(onTest.protocol, "BEST ON TEST"));
        QVERIFY(anyContains(onTest.protocol, "Seeds: 2 (0, 7)"));
        QVERIFY(anyContains(onTest.protocol, "nothing is hidden"));
    }

    void failuresAndWhatIsMissing()
    {
        Made made;
        made.finishAll();
        made.runs.resize(15); // three have not been started
        made.runs[0] = unfinishedRun(made.plan[0], RunCondition::Failed);
        made.runs[0].status.error = "the loss is not finite";
        made.runs[1] = unfinishedRun(made.plan[1], RunCondition::Interrupted);
        const auto broken = made.plan[17];
        const auto report = made.report({{"W/runs/" + broken.id, "status.json is torn"}});
        QCOMPARE(report.finished, 13);
        QCOMPARE(report.planned, 18);
        QCOMPARE(valueOf(report.states, "not started"), std::string("2"));
        QCOMPARE(report.failures.size(), std::size_t(2));
        QCOMPARE(report.failures[0].id, made.plan[0].id);
        QCOMPARE(report.failures[0].why, std::string("the loss is not finite"));
        QVERIFY(contains(report.failures[0].setting, "train rate "));
        QVERIFY(contains(report.failures[0].setting, "seed " + std::to_string(made.plan[0].experiment.seed)));
        QCOMPARE(report.failures[1].id, broken.id);
        const auto html = reportHtml(report, {});
        QVERIFY(contains(html, "13 of 18 runs finished; "));
        QVERIFY(contains(html, "the loss is not finite"));
        QVERIFY(contains(html, "status.json is torn"));
    }

    void warningsAreCounted()
    {
        const std::vector<std::string> sentences{"frozen since epoch 12, 1.00 %", "b",
            "frozen since epoch 9, 1.00 %", "frozen since epoch 30, 1.00 %", "of pix240", "of fou76"};
        const auto warnings = countedWarnings(sentences);
        QCOMPARE(warnings.size(), std::size_t(4));
        QCOMPARE(warnings[0].text, std::string("frozen since epoch 9 to 30, 1.00 %"));
        QCOMPARE(warnings[0].runs, 3);
        QVERIFY(countedWarnings({}).empty());
    }

    void numbersAreThoseOfTheSummary()
    {
        Made made;
        made.finishAll();
        const auto report = made.report();
        auto study = made.study;
        std::erase_if(study.axes, [](const auto& axis) { return axis.path == kTestRateAxis; });
        const auto summary = studySummary(
            study, studyGroups(made.plan, made.runs), {.metrics = {"test/fused/accuracy", "test/fused/ece"}});
        const auto expected = summaryTable(summary.value(), "");
        const auto* results = topicOf(report, "results");
        QVERIFY(results != nullptr);
        const auto& table = results->tables.at(0);
        QCOMPARE(table.columns, expected.columns);
        QCOMPARE(table.rows.size(), std::size_t(6));
        for (std::size_t r = 0; r < expected.rows.size(); ++r)
            for (std::size_t c = 0; c < expected.rows[r].cells.size(); ++c) {
                QCOMPARE(table.rows[r].cells[c].value, expected.rows[r].cells[c].value);
                QCOMPARE(table.rows[r].cells[c].deviation, expected.rows[r].cells[c].deviation);
                QCOMPARE(table.rows[r].cells[c].runs, expected.rows[r].cells[c].runs);
            }
        QVERIFY(contains(reportHtml(report, {}), "<data value=\"81\">81.0</data>")); // Concat: 80, 81, 82
    }

    void everyTopicAndItsRuns()
    {
        Made made;
        made.finishAll();
        const auto report = made.report();
        for (const auto* id : {"results", "ablation", "robustness", "subsets", "contributions"}) {
            const auto* topic = topicOf(report, id);
            QVERIFY2(topic != nullptr, id);
            QVERIFY2(!topic->figures.empty() && !topic->tables.empty(), id);
        }
        QVERIFY(report.notMeasured.empty());
        std::set<std::string> runs;
        for (const auto& run : report.runs) {
            QCOMPARE(run.metricsFile, "runs/" + run.id + "/metrics.json");
            runs.insert(run.id);
        }
        std::set<std::string> names;
        for (const auto* figure : reportFigures(report)) {
            QVERIFY2(!figure->panels.empty() && !figure->note.empty(), figure->name.c_str());
            QVERIFY2(!figure->provenance.runs.empty(), figure->name.c_str());
            QCOMPARE(figure->provenance.command, std::string("test"));
            for (const auto& id : figure->provenance.runs)
                QVERIFY2(runs.contains(id), id.c_str());
            QVERIFY2(names.insert(figure->name).second, figure->name.c_str());
        }
        const auto* results = topicOf(report, "results");
        QVERIFY(!results->figures.at(0).panels.at(0).boxes.empty()); // three seeds
        QCOMPARE(results->figures.at(0).panels.size(), std::size_t(2)); // a setting each
        QCOMPARE(topicOf(report, "ablation")->tables.size(), std::size_t(2));
        QCOMPARE(topicOf(report, "robustness")->figures.at(0).panels.size(), std::size_t(2));
    }

    void whatIsNotThereIsSaid()
    {
        const auto empty = Made().report();
        QVERIFY(empty.topics.empty());
        QCOMPARE(empty.notMeasured.size(), std::size_t(1));
        Made made(R"({"name": "s", "base": {"train": {"batch_size": 8}}, "axes": {"seed": [0, 1]}})");
        for (const auto& planned : made.plan)
            made.runs.push_back(measuredRun(planned, {{"test/fused/accuracy", 0.5}}));
        const auto report = made.report();
        QCOMPARE(report.topics.size(), std::size_t(1));
        QCOMPARE(report.notMeasured.size(), std::size_t(2));
        QVERIFY(!report.topics[0].figures.at(0).panels.at(0).bars.empty()); // two seeds: no boxes
        QVERIFY(topicOf(report, "ablation") == nullptr);
    }

    /// Figures show so many groups; tables have all.
    void largeGridsStayReadable()
    {
        auto file = nlohmann::json::parse(R"({"name": "s",
            "base": {"modalities": ["image", "audio"], "train": {"batch_size": 8}},
            "axes": {"missing.train_rate": [0, 0.1, 0.2, 0.3, 0.4, 0.5], "seed": [0]}})");
        for (int i = 0; i < 20; ++i)
            file["variants"].push_back({{"label", "v" + std::to_string(i)},
                {"set",
                    {{"method.kind", "mla"}, {"method.hgm", "slow-head"}, {"method.slow_factor", 2 + i}}}});
        Made made(file.dump().c_str());
        made.finishAll();
        const auto report = made.report();
        for (const auto* figure : reportFigures(report)) {
            QVERIFY2(contains(figure->note, "12 of 21 methods and 4 of 6 settings are drawn"),
                (figure->name + ": " + figure->note).c_str());
            for (const auto& panel : figure->panels) {
                QVERIFY(panel.bars.size() <= kMostReportGroups);
                QVERIFY(panel.lines.size() <= kMostReportGroups);
            }
            QVERIFY(figure->panels.size() <= 4);
        }
        QCOMPARE(topicOf(report, "results")->tables.at(0).rows.size(), std::size_t(126));
        QCOMPARE(topicOf(report, "robustness")->tables.at(0).rows.size(), std::size_t(126));
        for (const auto& table : topicOf(report, "subsets")->tables)
            QVERIFY(table.columns.size() <= 9);
    }

    void namesAreEscapedAndNothingIsLoaded()
    {
        Made made;
        made.finishAll();
        made.runs[0].origin.host = "<img src=x>";
        const auto html = reportHtml(made.report(), [](const Figure& figure) {
            return "<?xml version=\"1.0\"?>\n<svg width=\"170mm\" height=\"90mm\" viewBox=\"0 0 10 10\" "
                   "xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
                   "<title>"
                + figure.name + "</title><g id=\"a\" fill=\"url(#a)\"/></svg>";
        });
        QVERIFY(!contains(html, "<script"));
        QVERIFY(!contains(html, "<img"));
        QVERIFY(contains(html, "MLA &lt;script&gt;"));
        QVERIFY(contains(html, "<h1>Study a &lt;b&gt; &amp; c</h1>"));
        QVERIFY(contains(html, "&lt;img src=x&gt; (1 run)"));
        for (const auto* outside : {"http:", "https:", "@import", "<link"})
            QVERIFY2(!contains(html, outside), outside);
        QVERIFY(contains(html, "<g id=\"figure-1-a\" fill=\"url(#figure-1-a)\"/>"));
        QVERIFY(contains(html, "calc(1.35 * 170mm)"));
        QVERIFY(contains(html, "prefers-color-scheme: dark") && contains(html, "@media print"));
        for (const auto& section : reportSections(made.report())) {
            QVERIFY(contains(html, "<section id=\"" + section.id + "\">"));
            QVERIFY(contains(html, "href=\"#" + section.id + "\""));
        }
    }

    void commandsForAShell()
    {
        const auto report = Made().report();
        QCOMPARE(
            report.commands.at(0), std::string("modalscope-cli study run 'my study.json' --workspace W"));
        QVERIFY(report.commands.at(1).starts_with("modalscope-cli study summary 'my study.json'"));
        const auto again = studyFromText(report.studyText, "again");
        QVERIFY(again);
        QCOMPARE(planStudy(again.value(), *smallDataset()).value().size(), std::size_t(18));
    }
};

TEST_ENTRY(TestStudyReport, NoApplication)

} // namespace modalscope::tst_study_report

#include "tst_study_report.moc"
