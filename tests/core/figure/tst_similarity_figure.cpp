#include "core/analysis/similarity_text.h"
#include "core/figure/shared_names.h"
#include "core/figure/similarity_figure.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>

namespace modalscope::tst_similarity_figure {

namespace {

FeatureSimilarity numbers(double cosine)
{
    FeatureSimilarity said;
    said.cosine = {cosine, 0.1, 20, 0};
    said.tokenCosine = {cosine - 0.1, 0.05, 20, 0};
    said.relativeDistance = {1 - cosine, 0.02, 20, 0};
    said.cka = cosine / 2;
    said.samples = 20;
    said.channels = 8;
    return said;
}

SimilarityReport made(bool isAdapted)
{
    SimilarityReport report;
    report.run = "base";
    report.dataset = "scenes";
    report.split = "test";
    report.present = {"rgb"};
    report.missing = {"depth"};
    report.input = "Zeros";
    report.samples = 20;
    report.layers = {{{"encoder.rgb", "rgb", FeatureGroup::Encoder}, numbers(1), {}},
        {{"fused", "joined features", FeatureGroup::Fusion}, numbers(0.5), {}},
        {{"scores", "fused scores", FeatureGroup::Decoder}, numbers(0.25), {}},
        {{"encoder.depth", "depth", FeatureGroup::MissingBranch}, numbers(0.125), {}}};
    report.layers.back().pretrained.cosine = {kNoValue, kNoValue, 0, 20};
    if (!isAdapted)
        return report;
    report.option = "lora";
    report.adapters = "LoRA, seed 1";
    report.folder = "rgb-lora-s1";
    for (auto& layer : report.layers)
        layer.adapted = numbers(0.75);
    return report;
}

} // namespace

/// Protects that figure, table, CSV and JSON of feature similarity say the same, in the order of the network,
/// with n, what is missing and what is not defined.
class TestSimilarityFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPanelForEachMeasure()
    {
        const auto figure = similarityFigure(made(true), "a command");
        QCOMPARE(figure.panels.size(), std::size_t(4));
        for (const auto& panel : figure.panels) {
            QCOMPARE(panel.x.categories,
                (std::vector<std::string>{"rgb", "joined features", "fused scores", "depth (missing)"}));
            QCOMPARE(panel.bars.size(), std::size_t(2));
            QVERIFY(!panel.title.empty() && !panel.y.label.empty());
        }
        const auto& cosine = figure.panels[0];
        QCOMPARE(cosine.bars[0].values[1], 0.5);
        QCOMPARE(cosine.bars[0].low[1], 0.4);
        QCOMPARE(cosine.bars[0].high[1], 0.6);
        QVERIFY(std::isnan(cosine.bars[0].values[3])); // no bar where nothing is defined
        QCOMPARE(cosine.bars[1].values[3], 0.75);
        QVERIFY(cosine.bars[1].label.find("LoRA, seed 1") != std::string::npos);
        QVERIFY(cosine.bars[0].color != cosine.bars[1].color);
        QCOMPARE(figure.panels[2].bars[0].values[1], 0.25);
        QVERIFY(figure.panels[2].bars[0].low.empty()); // CKA is one number
        QCOMPARE(figure.panels[3].bars[1].values[0], 0.25);
        QCOMPARE(figure.provenance.runs, std::vector<std::string>{"base/adapters/rgb-lora-s1"});
        QCOMPARE(figure.provenance.command, std::string("a command"));
    }

    void theNoteSaysWhatWasCompared()
    {
        const auto note = similarityFigure(made(true), {}).note;
        for (const char* part : {"run base", "scenes", "test, n = 20 samples", "missing: depth", "Zeros",
                 "LoRA, seed 1", "standard deviation", "CKA", "depth (pretrained) 20 of 20"})
            QVERIFY2(note.find(part) != std::string::npos, (note + " lacks " + part).c_str());
        QVERIFY(similarityFigure({}, {}).panels.empty());
        QVERIFY(!similarityFigure({}, {}).note.empty());
    }

    void everyLayerIsNamedOnceBelowAllPanels()
    {
        auto figure = similarityFigure(made(true), {});
        QVERIFY(sharesNames(figure));
        QVERIFY(figure.panels[3].y.label == "relative distance");
        QVERIFY2(figure.note.find("norm(F_S − F) / norm(F)") != std::string::npos, figure.note.c_str());
        figure.panels[2].x.categories.pop_back();
        QVERIFY(!sharesNames(figure));
        figure = similarityFigure(made(true), {});
        figure.columns = 2;
        QVERIFY(!sharesNames(figure));
    }

    void withoutAdaptersOneBar()
    {
        const auto figure = similarityFigure(made(false), {});
        QCOMPARE(figure.panels[0].bars.size(), std::size_t(1));
        QCOMPARE(figure.provenance.runs, std::vector<std::string>{"base"});
        QCOMPARE(similarityTable(made(false), {}).columns.size(), std::size_t(6));
    }

    void theTableKeepsTheOrderAndTheParts()
    {
        const auto table = similarityTable(made(true), {});
        QCOMPARE(table.columns.size(), std::size_t(10));
        QCOMPARE(table.rows.size(), std::size_t(4));
        for (const auto& row : table.rows)
            QCOMPARE(row.cells.size(), table.columns.size() - 1);
        QCOMPARE(shownCell(table.rows[1].cells[0]).value, std::string("fusion"));
        QCOMPARE(shownCell(table.rows[1].cells[1]).value, std::string("0.500"));
        QCOMPARE(shownCell(table.rows[1].cells[2]).value, std::string("0.750"));
        QVERIFY(table.rows[1].ruleAbove && !table.rows[0].ruleAbove);
        QVERIFY(!shownCell(table.rows[3].cells[1]).isNumber);
    }

    void filesHaveEveryNumber()
    {
        const auto csv = similarityCsv(made(true));
        QVERIFY(
            csv.find("fused,joined features,fusion,pretrained,cosine,0.5,0.1,20,0\n") != std::string::npos);
        QVERIFY(csv.find("fused,joined features,fusion,adapted,cka,0.375,,20,0\n") != std::string::npos);
        QVERIFY(csv.find("encoder.depth,depth,branch of a missing modality,pretrained,cosine,,,0,20\n")
            != std::string::npos);
        QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), 1 + 4 * 2 * 4);
        const auto json = similarityJson(made(true));
        QCOMPARE(json["layers"].size(), std::size_t(4));
        QCOMPARE(json["layers"][1]["adapted"]["cosine"]["mean"].get<double>(), 0.75);
        QVERIFY(json["layers"][3]["pretrained"]["cosine"]["mean"].is_null());
        QCOMPARE(json["layers"][3]["pretrained"]["cosine"]["undefined"].get<int>(), 20);
        QCOMPARE(json["adapters"]["option"].get<std::string>(), std::string("lora"));
        QVERIFY(!similarityJson(made(false)).contains("adapters"));
    }
};

TEST_ENTRY(TestSimilarityFigure, NoApplication)

} // namespace modalscope::tst_similarity_figure

#include "tst_similarity_figure.moc"
