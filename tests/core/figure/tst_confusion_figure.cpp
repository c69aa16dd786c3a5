#include "core/base/atomic_file.h"
#include "core/figure/confusion_figure.h"
#include "core/figure/figure_json.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_confusion_figure {

namespace {

/// Two of three classes occur; the first is taken for the second once in four.
StoredRun confusedRun()
{
    StoredRun run;
    run.origin.id = "0123456789ab";
    run.origin.datasetName = "toy";
    run.experiment.method.kind = MethodKind::Late;
    run.experiment.modalities = {"b/~", "a"};
    run.experiment.seed = 7;
    return run;
}

/// Its metrics.json.
nlohmann::json confusedFile()
{
    const nlohmann::json counts = {{3, 1, 0}, {0, 0, 0}, {0, 2, 2}};
    nlohmann::json file;
    file["splits"]["test"] = {{"n", 8}, {"fused", {{"confusion", counts}}},
        {"modalities",
            {{"a", {{"confusion", {{1}}}}}, {"b/~", {{"confusion", counts}}}, {"c", {{"loss", 1}}}}}};
    return file;
}

} // namespace

/// Protects: what a confusion matrix says, in the figure and in every file that is made of it.
class TestConfusionFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesOfTheTrueClass()
    {
        ConfusionOptions options;
        options.classNames = {"cat", "dog"};
        const auto figure = confusionFigure(confusedRun(), confusedFile(), options);
        QCOMPARE(figure.panels.size(), std::size_t(1));
        const auto& panel = figure.panels.front();
        QCOMPARE(panel.y.label, std::string("true class"));
        QCOMPARE(panel.x.label, std::string("predicted class"));
        QCOMPARE(panel.y.categories,
            (std::vector<std::string>{"cat", "dog", "2"})); // numbers where there are no names
        QCOMPARE(panel.x.categories, panel.y.categories);
        const auto& map = *panel.heatMap;
        const std::vector<double> shares{75, 25, 0, kNoValue, kNoValue, kNoValue, 0, 50, 50};
        QCOMPARE(map.values.size(), shares.size());
        for (std::size_t i = 0; i < shares.size(); ++i)
            QVERIFY(map.values[i] == shares[i] || (std::isnan(map.values[i]) && std::isnan(shares[i])));
        QCOMPARE(map.texts, (std::vector<std::string>{"3", "1", "0", "0", "0", "0", "0", "2", "2"}));
        QCOMPARE(map.low, 0.0);
        QCOMPARE(map.high, 100.0);
    }

    void theNoteSaysNAndProtocol()
    {
        const auto figure = confusionFigure(confusedRun(), confusedFile(), {.who = "b/~"});
        QCOMPARE(figure.title, std::string("Confusion of Late fusion: b/~, test"));
        QCOMPARE(figure.note,
            std::string(
                "n = 8 samples of test, 5 of them (62.5 %) on the diagonal; one run, seed 7; epoch chosen on "
                "valid; dataset toy."));
        QCOMPARE(figure.provenance.runs, (std::vector<std::string>{"0123456789ab"}));
        QVERIFY(!figure.provenance.specHash.empty());
    }

    void choicesInTheOrderOfTheExperiment()
    {
        QCOMPARE(confusionNames(confusedRun(), confusedFile(), "test"),
            (std::vector<std::string>{"fused", "b/~", "a"}));
        QVERIFY(confusionNames(confusedRun(), confusedFile(), "valid").empty());
        QVERIFY(confusionNames(StoredRun(), {}, "test").empty());
    }

    void nothingToDrawSaysWhy()
    {
        QVERIFY(confusionFigure(StoredRun(), {}, {}).panels.empty());
        QVERIFY(confusionFigure(StoredRun(), {}, {}).note.find("made at its end") != std::string::npos);
        const auto none = confusionFigure(confusedRun(), confusedFile(), {.who = "c"});
        QVERIFY(none.panels.empty());
        QVERIFY(none.note.find("no confusion matrix of c on test") != std::string::npos);
    }

    void strangeFilesAreNoReasonToEnd_data()
    {
        QTest::addColumn<QString>("confusion");
        for (const char* text : {"[[1, 2], [3]]", "[[\"a\"]]", "3", "[3]", "null", "{}"})
            QTest::newRow(text) << text;
    }

    void strangeFilesAreNoReasonToEnd()
    {
        QFETCH(QString, confusion);
        auto file = confusedFile();
        file["splits"]["test"]["fused"]["confusion"] = nlohmann::json::parse(confusion.toStdString());
        QVERIFY(confusionFigure(confusedRun(), file, {}).panels.empty());
    }

    void csvOfEveryCell()
    {
        const auto csv = figureCsv(confusionFigure({{3, 1}, {0, 0}}, {.classNames = {"a, b", "c"}}));
        QCOMPARE(csv,
            std::string("panel,kind,series,x,y,low,high,text\n"
                        "1,cell,\"a, b\",\"a, b\",75,,,3\n"
                        "1,cell,\"a, b\",c,25,,,1\n"
                        "1,cell,c,\"a, b\",nan,,,0\n"
                        "1,cell,c,c,nan,,,0\n"));
    }

    void jsonRoundTrip()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("figure.json")).toStdString();
        const auto figure = confusionFigure(confusedRun(), confusedFile(), {});
        QVERIFY(writeFileAtomically(file, figureJson(figure)));
        const auto read = readFigure(file);
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(figureCsv(read.value()), figureCsv(figure));
        const auto& panel = read.value().panels.front();
        QVERIFY(panel.heatMap.has_value());
        QCOMPARE(panel.heatMap->texts, figure.panels.front().heatMap->texts);
        QCOMPARE(panel.heatMap->label, figure.panels.front().heatMap->label);
        QCOMPARE(panel.heatMap->textLabel, figure.panels.front().heatMap->textLabel);
        QCOMPARE(panel.heatMap->high, 100.0);
    }

    void badHeatMapsAreRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("says");
        QTest::newRow("no range") << "low"
                                  << "100"
                                  << "no range of values";
        QTest::newRow("too few values") << "values"
                                        << "[1, 2]"
                                        << "one value for each cell";
        QTest::newRow("too few texts") << "texts"
                                       << "[\"1\"]"
                                       << "one value for each cell";
        QTest::newRow("of another kind") << "texts"
                                         << "7"
                                         << "is not a figure";
    }

    void badHeatMapsAreRefused()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, says);
        auto json = nlohmann::json::parse(figureJson(confusionFigure(confusedRun(), confusedFile(), {})));
        json["panels"][0]["heatMap"][key.toStdString()] = nlohmann::json::parse(value.toStdString());
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("figure.json")).toStdString();
        QVERIFY(writeFileAtomically(file, json.dump()));
        const auto read = readFigure(file);
        QVERIFY(!read);
        QVERIFY2(
            read.error().message.find(says.toStdString()) != std::string::npos, read.error().message.c_str());
    }

    void oldFilesHaveNoHeatMaps()
    {
        Figure figure;
        figure.panels.emplace_back();
        auto json = nlohmann::json::parse(figureJson(figure));
        json["panels"][0].erase("heatMap");
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("figure.json")).toStdString();
        QVERIFY(writeFileAtomically(file, json.dump()));
        const auto read = readFigure(file);
        QVERIFY(read);
        QVERIFY(!read.value().panels.front().heatMap);
    }
};

TEST_ENTRY(TestConfusionFigure, NoApplication)

} // namespace modalscope::tst_confusion_figure

#include "tst_confusion_figure.moc"
