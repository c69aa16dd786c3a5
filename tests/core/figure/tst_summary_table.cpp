#include "core/figure/ablation_figure.h"
#include "core/figure/summary_table.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_summary_table {

namespace {

SeedNumbers numbersOf(const std::vector<double>& values)
{
    std::vector<SeedValue> list;
    for (std::size_t i = 0; i < values.size(); ++i)
        list.push_back({i, {"run" + std::to_string(i)}, values[i]});
    return seedNumbers(std::move(list));
}

SummaryRow rowOf(const std::string& label, std::vector<std::pair<std::string, std::string>> group,
    double mean, const std::string& metric = "test/fused/accuracy")
{
    SummaryRow row;
    row.label = label;
    row.group = std::move(group);
    row.asked = row.metric = metric;
    row.numbers = numbersOf({mean - 0.01, mean + 0.01});
    row.expected = 2;
    return row;
}

/// At one test rate: read elsewhere than it was asked for.
SummaryRow atRate(SummaryRow row, const std::string& rate)
{
    row.group.emplace_back("missing.test_rate", rate);
    row.metric = "test/rates/" + rate + "/fused/accuracy";
    return row;
}

std::vector<std::string> labelsOf(const Table& table)
{
    std::vector<std::string> labels;
    for (const auto& row : table.rows)
        labels.push_back(row.label);
    return labels;
}

} // namespace

/// Protects the table of a study: a column is what was asked for, a row is one group, and only like is
/// compared with like.
class TestSummaryTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aColumnIsCalledWhatWasAskedFor()
    {
        const auto concat = rowOf("Concat", {{"method.kind", "concat"}}, 0.8);
        const StudySummary summary{{atRate(concat, "0"), atRate(concat, "0.4")}, {}};
        const auto table = summaryTable(summary, "Study s");
        QCOMPARE(table.columns, (std::vector<std::string>{"", "test.fused.accuracy (%)"}));
        QCOMPARE(labelsOf(table), (std::vector<std::string>{"Concat, test rate 0", "Concat, test rate 0.4"}));
        QCOMPARE(table.rows[1].cells[0].source, std::string("test/rates/0.4/fused/accuracy"));
        QCOMPARE(shownCell(table.rows[0].cells[0]).value, std::string("80.0"));
        QCOMPARE(table.provenance.runs, (std::vector<std::string>{"run0", "run1"}));
    }

    /// The caption says how many seeds the numbers have, not how many they should have.
    void theNoteCountsSeeds()
    {
        const auto noteOf = [](int first, int second) {
            auto a = rowOf("Concat", {{"method.kind", "concat"}}, 0.8);
            auto b = rowOf("MLA", {{"method.kind", "mla"}}, 0.9);
            a.numbers = numbersOf(std::vector<double>(std::size_t(first), 0.8));
            b.numbers = numbersOf(std::vector<double>(std::size_t(second), 0.9));
            a.expected = b.expected = 3;
            return summaryTable({{a, b}, {}}, "").note;
        };
        QCOMPARE(noteOf(3, 3), std::string("Mean ± SD over seeds, n = 3."));
        QCOMPARE(noteOf(2, 2), std::string("Mean ± SD over seeds, n = 2 of 3 seeds."));
        QCOMPARE(noteOf(2, 3),
            std::string("Mean ± SD over seeds, n = 3 seeds asked for; rows with fewer say so."));
        QCOMPARE(noteOf(0, 0), std::string("Mean ± SD over seeds."));
    }

    /// What a click on a cell names is where its number stands, at other missing rates too.
    void ablationsNameTheirSource()
    {
        for (const char* split : {"test", "test/rates/0.4"}) {
            Ablation ablation;
            ablation.modalities = {"image"};
            ablation.split = split;
            for (const char* label : {"MLA", "MLA, no HGM"}) {
                AblationRow row{.id = label, .label = label, .expected = 2};
                row.fused = numbersOf({0.8, 0.9});
                row.modalities["image"] = numbersOf({0.5, 0.6});
                row.difference = numbersOf({1, 2});
                ablation.rows.push_back(row);
            }
            const auto table = ablationTable(ablation, "");
            for (const auto& row : table.rows) {
                QCOMPARE(row.cells[0].source, split + std::string("/modalities/image/accuracy"));
                QCOMPARE(row.cells[1].source, split + std::string("/fused/accuracy"));
            }
            const bool isRate = ablation.split != "test";
            QCOMPARE(
                ablationFigure(ablation).note.starts_with("Fused accuracy at missing rate 0.4:"), isRate);
        }
    }

    void rowsSayWhatTheMethodDoesNot_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("keys"); // "key=value key=value"
        QTest::addColumn<QString>("shown");
        QTest::newRow("the method") << "Concat"
                                    << "method.kind=concat"
                                    << "Concat";
        QTest::newRow("options of the method") << "MLA, HGM off"
                                               << "method.hgm=off"
                                               << "MLA, HGM off";
        QTest::newRow("training rate") << "MLA"
                                       << "method.kind=mla missing.train_rate=0.4"
                                       << "MLA, train rate 0.4";
        QTest::newRow("an option that a variant leaves open") << "MLA, slow"
                                                              << "method.alpha=0.1 variant=MLA,slow"
                                                              << "MLA, slow, alpha 0.1";
        QTest::newRow("base beside variants") << "MLA, HGM off"
                                              << "method.hgm=off variant="
                                              << "MLA, HGM off";
        QTest::newRow("an encoder alone") << "a alone"
                                          << "method.kind=unimodal modalities=a"
                                          << "a alone";
        QTest::newRow("a choice of modalities") << "MLA"
                                                << "modalities=[\"a\",\"v\"]"
                                                << "MLA, modalities [\"a\",\"v\"]";
    }
    void rowsSayWhatTheMethodDoesNot()
    {
        QFETCH(QString, label);
        QFETCH(QString, keys);
        QFETCH(QString, shown);
        std::vector<std::pair<std::string, std::string>> group;
        for (const auto& part : keys.split(QLatin1Char(' ')))
            group.emplace_back(part.section(QLatin1Char('='), 0, 0).toStdString(),
                part.section(QLatin1Char('='), 1).toStdString());
        const auto table = summaryTable({{rowOf(label.toStdString(), group, 0.5)}, {}}, "");
        QCOMPARE(table.rows.at(0).label, shown.toStdString());
    }

    /// A variant may be called what a method is called.
    void groupsWithOneLabelStayApart()
    {
        const StudySummary summary{
            {rowOf("MLA", {{"method.kind", "mla"}}, 0.8), rowOf("MLA", {{"variant", "MLA"}}, 0.7),
                rowOf("MLA", {{"method.kind", "mla"}}, 0.3, "test/fused/map"),
                rowOf("MLA", {{"variant", "MLA"}}, 0.2, "test/fused/map")},
            {}};
        const auto table = summaryTable(summary, "");
        QCOMPARE(table.rows.size(), std::size_t(2));
        QCOMPARE(table.columns.size(), std::size_t(3));
        for (const auto& row : table.rows)
            QCOMPARE(row.cells.size(), std::size_t(2));
        QCOMPARE(shownCell(table.rows[1].cells[1]).value, std::string("20.0"));
        QVERIFY(!tableText(table).empty());
    }

    void onlyTheSameSettingsAreCompared()
    {
        const auto concat = rowOf("Concat", {{"method.kind", "concat"}}, 0.8);
        const auto mla = rowOf("MLA", {{"method.kind", "mla"}}, 0.9);
        auto better = concat, worse = mla;
        worse.numbers = numbersOf({0.3, 0.3});
        const StudySummary summary{
            {atRate(concat, "0"), atRate(mla, "0"), atRate(better, "0.4"), atRate(worse, "0.4")}, {}};
        const auto table = summaryTable(summary, "");
        QVERIFY(!table.rows[0].cells[0].best && table.rows[1].cells[0].best);
        QVERIFY(table.rows[2].cells[0].best && !table.rows[3].cells[0].best); // worse than MLA at rate 0
    }

    /// Of a loss the smallest is best, beside its differences too.
    void theBestLossIsTheSmallest()
    {
        auto concat = rowOf("Concat", {{"method.kind", "concat"}}, 0.345, "test/fused/loss");
        auto mla = rowOf("MLA", {{"method.kind", "mla"}}, 0.301, "test/fused/loss");
        concat.against = mla.against = "method.kind=concat";
        mla.difference = seedDifference(mla.numbers, concat.numbers);
        mla.test = PairedTest{.pValue = 0.01};
        mla.adjustedP = 0.01;
        const auto table = summaryTable({{concat, mla}, {}}, "");
        QCOMPARE(table.columns, (std::vector<std::string>{"", "test.fused.loss", "difference"}));
        QVERIFY(table.rows[1].cells[0].best && !table.rows[0].cells[0].best);
        QCOMPARE(shownCell(table.rows[1].cells[0]).value, std::string("0.301"));
        QCOMPARE(shownCell(table.rows[1].cells[1]).value, std::string("-0.044"));
        QCOMPARE(table.rows[1].cells[1].marker, std::string("*"));
        QCOMPARE(table.rows[0].cells[1].text, std::string("baseline"));
        QVERIFY(!table.rows[1].cells[1].best);
        QVERIFY(
            table.note.find("Differences to method.kind=concat are paired over seeds") != std::string::npos);
    }

    void differencesOfAccuraciesAreInPoints()
    {
        auto concat = rowOf("Concat", {{"method.kind", "concat"}}, 0.8);
        auto mla = rowOf("MLA", {{"method.kind", "mla"}}, 0.85);
        concat.against = mla.against = "method.kind=concat";
        mla.difference = seedDifference(mla.numbers, concat.numbers);
        mla.test = PairedTest{};
        mla.adjustedP = 0.5;
        const auto table = summaryTable({{concat, mla}, {}}, "");
        QCOMPARE(table.columns[2], std::string("difference (points)"));
        QCOMPARE(shownCell(table.rows[1].cells[1]).value, std::string("+5.0"));
        QVERIFY(table.rows[1].cells[1].marker.empty());
    }

    void missingSeedsAreSaid()
    {
        auto row = rowOf("Concat", {}, 0.8);
        row.expected = 5;
        auto none = rowOf("MLA", {}, 0.8);
        none.numbers = {};
        none.expected = 5;
        const auto table = summaryTable({{row, none}, {"3 of 10 runs have not finished."}}, "");
        QCOMPARE(shownCell(table.rows[0].cells[0]).count, std::string("2 of 5"));
        QCOMPARE(shownCell(table.rows[1].cells[0]).count, std::string("0 of 5"));
        QVERIFY(table.note.ends_with("3 of 10 runs have not finished."));
    }

    void nothing() { QVERIFY(summaryTable({}, "Study s").rows.empty()); }
};

TEST_ENTRY(TestSummaryTable, NoApplication)

} // namespace modalscope::tst_summary_table

#include "tst_summary_table.moc"
