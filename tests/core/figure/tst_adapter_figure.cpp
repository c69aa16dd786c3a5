#include "core/figure/adapter_figure.h"
#include "core/figure/adapter_table.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_adapter_figure {

namespace {

/// `sets` sets of one option that learns 10, 20, ... values, and the whole.
AdapterSummary made(int sets, const std::string& metric = "accuracy", bool isLargerBetter = true)
{
    AdapterSummary summary{
        {"base"}, metric, isLargerBetter, false, {AdapterKind::Ssf, AdapterKind::Lora}, {}, {}};
    for (int i = 0; i <= sets; ++i) {
        AdapterRow row;
        row.present = {"m" + std::to_string(i)};
        row.isWhole = i == sets;
        row.pretrained = seedNumbers({{0, {"base/adapters/x"}, 0.5}});
        row.adapted.resize(2);
        if (!row.isWhole) {
            auto& ssf = row.adapted[0];
            ssf.value = seedNumbers({{0, {"base/adapters/x"}, 0.6}, {1, {"base/adapters/y"}, 0.8}});
            ssf.gain = seedNumbers({{0, {"base/adapters/x"}, 0.1}, {1, {"base/adapters/y"}, 0.3}});
            ssf.learned = 10 * (i + 1);
            ssf.share = 0.0125;
        }
        summary.rows.push_back(std::move(row));
    }
    auto& first = summary.rows.front();
    first.dedicated = seedNumbers({{0, {"d"}, 0.65}});
    first.dedicatedParameters = 1000;
    return summary;
}

} // namespace

/// Protects that table and figure of adapters say the same, name their sources and mark the best.
class TestAdapterFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTableHasValueGainAndShareOfEachOption()
    {
        const auto table = adapterTable(made(2), "t");
        QCOMPARE(table.columns.size(), std::size_t(9));
        QCOMPARE(table.rows.size(), std::size_t(3));
        const auto& cells = table.rows[0].cells;
        QCOMPARE(cells.size(), table.columns.size() - 1);
        QCOMPARE(shownCell(cells[0]).value, std::string("50.0"));
        QCOMPARE(shownCell(cells[1]).value, std::string("70.0"));
        QVERIFY(cells[1].best && !cells[0].best && cells[7].secondBest);
        QCOMPARE(shownCell(cells[2]).value, std::string("+20.0"));
        QCOMPARE(shownCell(cells[3]).value, std::string("1.25"));
        QVERIFY(!shownCell(cells[4]).isNumber); // LoRA was not learned
        QCOMPARE(cells[1].runs.size(), std::size_t(2));
        QCOMPARE(cells[1].source, std::string("test/fused/accuracy"));
        QVERIFY2(table.note.find("n = ") != std::string::npos, table.note.c_str());
        QVERIFY(table.rows[2].ruleAbove && !table.rows[2].cells[0].best);
        QVERIFY(table.rows[2].label.find("nothing missing") != std::string::npos);
    }

    /// Three columns for each of many options do not fit a page.
    void manyOptionsAreRows()
    {
        auto summary = made(1);
        summary.options.push_back(AdapterKind::BitFit);
        for (auto& row : summary.rows)
            row.adapted.resize(3);
        const auto table = adapterTable(summary, "t");
        QCOMPARE(table.columns.size(), std::size_t(5));
        QCOMPARE(table.rows.size(), std::size_t(4)); // pretrained, SSF, dedicated; pretrained of the whole
        QVERIFY(isLongAdapterRow(table.rows[0]));
        QCOMPARE(table.rows[0].cells[0].text, std::string(kPretrainedRow));
        QCOMPARE(table.rows[2].cells[0].text, std::string(kDedicatedRow));
        QCOMPARE(shownCell(table.rows[1].cells[1]).value, std::string("70.0"));
        QVERIFY(table.rows[1].cells[1].best && table.rows[2].cells[1].secondBest);
        QVERIFY(table.rows[3].ruleAbove && !table.rows[1].ruleAbove);
        QVERIFY(!isLongAdapterRow(adapterTable(made(1), "t").rows[0]));
    }

    void severalBasesAreNamedAndCounted()
    {
        auto summary = made(1);
        QVERIFY(adapterTable(summary, "t").rows[0].cells[0].n == 0); // one number of one base
        summary.bases = {"a", "b", "c"};
        summary.rows[0].pretrained = seedNumbers({{0, {"a/adapters/x"}, 0.5}, {1, {"b/adapters/x"}, 0.7}});
        const auto table = adapterTable(summary, "t");
        QCOMPARE(table.rows[0].cells[0].n, 2);
        QCOMPARE(table.rows[0].cells[0].expected, 3);
        QVERIFY2(table.note.find("runs a, b and c") != std::string::npos, table.note.c_str());
        QVERIFY2(table.note.find("over the 3 runs") != std::string::npos, table.note.c_str());
        QVERIFY2(table.note.find("m0 d") != std::string::npos, table.note.c_str()); // which one is dedicated
        QVERIFY(adapterFigure(summary, {}).note.find("over the runs and the seeds") != std::string::npos);
    }

    void ofAnErrorTheLeastIsBest()
    {
        const auto table = adapterTable(made(1, "mae", false), "t");
        QVERIFY(table.rows[0].cells[0].best);
        QCOMPARE(shownCell(table.rows[0].cells[1]).value, std::string("0.700"));
    }

    void aPanelForEachSetWhileTheyAreFew()
    {
        const auto few = adapterFigure(made(6), "dataset d");
        QCOMPARE(few.panels.size(), std::size_t(6));
        const auto& panel = few.panels[0];
        QVERIFY(panel.x.logarithmic);
        QVERIFY(panel.x.low < 10 / 1.3 && panel.x.low > 1); // whole markers at 10 and 1000, the same for all
        QVERIFY(panel.x.high > 1000 * 1.3 && panel.x.high < 10000);
        QCOMPARE(few.panels[5].x.high, panel.x.high);
        QCOMPARE(panel.points.size(), std::size_t(2)); // the option and dedicated
        QCOMPARE(panel.points[0].x, std::vector<double>{10});
        QVERIFY(std::abs(panel.points[0].y[0] - 70) < 1e-9);
        QCOMPARE(panel.points[0].keys, std::vector<std::string>{"base"});
        QCOMPARE(panel.points[1].x, std::vector<double>{1000});
        QCOMPARE(panel.points[1].keys, std::vector<std::string>{"d"});
        QCOMPARE(panel.references.size(), std::size_t(1));
        QVERIFY(few.note.find("n = 2 seeds") != std::string::npos);
        const auto many = adapterFigure(made(7), {});
        QCOMPARE(many.panels.size(), std::size_t(1));
        QCOMPARE(many.panels[0].points[0].x.size(), std::size_t(7));
        QVERIFY(many.panels[0].references.empty());
    }

    void theMetricHasItsName()
    {
        const auto figure = adapterFigure(made(1, "miou"), {});
        QVERIFY2(figure.title.find("mIoU") != std::string::npos, figure.title.c_str());
        QCOMPARE(figure.panels[0].y.label, std::string("mIoU (%)"));
    }

    void nothingLearnedIsSaid()
    {
        const auto none = adapterFigure(AdapterSummary{}, {});
        QVERIFY(none.panels.empty());
        QVERIFY(!none.note.empty());
    }
};

TEST_ENTRY(TestAdapterFigure, NoApplication)

} // namespace modalscope::tst_adapter_figure

#include "tst_adapter_figure.moc"
