#include "core/base/atomic_file.h"
#include "core/figure/figure_json.h"
#include "core/figure/figure_legend.h"
#include "core/figure/figure_range.h"
#include "core/figure/marker_place.h"
#include "tests/core/figure/marked_figure.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_figure_marks {

namespace {

Result<Figure> readBack(const std::string& json)
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("figure.json")).toStdString();
    if (const auto written = writeFileAtomically(file, json); !written)
        return written.error();
    return readFigure(file);
}

} // namespace

/// Protects: points, boxes and vertical lines survive files, have rows in the CSV and fit their axes.
class TestFigureMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonRoundTrip()
    {
        const auto figure = markedFigure();
        const auto read = readBack(figureJson(figure));
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(figureCsv(read.value()), figureCsv(figure));
        QVERIFY(read.value().panels[2].points == figure.panels[2].points);
        QVERIFY(read.value().panels[2].boxes == figure.panels[2].boxes);
        QVERIFY(read.value().panels[0].markers == figure.panels[0].markers);
    }

    void figuresOfEarlierVersions()
    {
        auto json = nlohmann::json::parse(figureJson(markedFigure()));
        for (auto& panel : json["panels"])
            for (const char* name : {"points", "boxes", "markers"})
                panel.erase(name);
        const auto read = readBack(json.dump());
        QVERIFY(read);
        QVERIFY(read.value().panels[2].points.empty());
    }

    void badListsAreRefused_data()
    {
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("says");
        QTest::newRow("fewer y") << "/panels/2/points/0/y"
                                 << "[1]"
                                 << "different lengths";
        QTest::newRow("fewer names") << "/panels/2/points/0/names"
                                     << "[\"a\"]"
                                     << "different lengths";
        QTest::newRow("more keys") << "/panels/2/points/0/keys"
                                   << "[\"a\",\"b\",\"c\"]"
                                   << "different lengths";
        QTest::newRow("a box less") << "/panels/2/boxes/0/values"
                                    << "[[1]]"
                                    << "one list for each category";
        QTest::newRow("no numbers") << "/panels/2/boxes/0/values"
                                    << "[[1], [\"a\"]]"
                                    << "is not a figure";
        QTest::newRow("text") << "/panels/0/markers/0/x"
                              << "\"a\""
                              << "is not a figure";
    }

    void badListsAreRefused()
    {
        QFETCH(QString, place);
        QFETCH(QString, value);
        QFETCH(QString, says);
        auto json = nlohmann::json::parse(figureJson(markedFigure()));
        json[nlohmann::json::json_pointer(place.toStdString())] = nlohmann::json::parse(value.toStdString());
        const auto read = readBack(json.dump());
        QVERIFY(!read);
        QVERIFY2(
            read.error().message.find(says.toStdString()) != std::string::npos, read.error().message.c_str());
    }

    void csvOfEveryMark()
    {
        Figure figure;
        figure.panels = {markedFigure().panels[2]};
        figure.panels[0].markers.push_back({"limit", 0.5});
        QCOMPARE(figureCsv(figure),
            std::string("panel,kind,series,x,y,low,high,text\n"
                        "1,box,boxes,a,3,2,4,\n"
                        "1,whiskers,boxes,a,3,1,4,\n"
                        "1,value,boxes,a,1,,,\n"
                        "1,value,boxes,a,2,,,\n"
                        "1,value,boxes,a,3,,,\n"
                        "1,value,boxes,a,4,,,\n"
                        "1,value,boxes,a,100,,,\n"
                        "1,point,runs,0,2.5,,,\"run, one\"\n"
                        "1,point,runs,1,3.5,,,two\n"
                        "1,marker,limit,0.5,,,,\n"));
    }

    void rangesHoldEverything()
    {
        const auto figure = markedFigure();
        const auto ranges = figureRanges(figure);
        QVERIFY(ranges[0].x.high > 2.0 / 3); // the vertical line
        QVERIFY(ranges[0].x.low < 0); // markers at 0 are whole
        QVERIFY(ranges[1].y.low <= -3 && ranges[1].y.high >= 22);
        QVERIFY(ranges[2].y.high > 100);
        QCOMPARE(ranges[3].x.low, -0.5);
        QCOMPARE(ranges[4].x.low, -0.25); // lines over categories
        QCOMPARE(ranges[4].x.high, 2.25);
    }

    void onePanelScatter()
    {
        Figure figure;
        auto& panel = figure.panels.emplace_back();
        panel.points.push_back({"a", {1, 2, kNoValue}, {10, 20, 5}, 0, {}, {}});
        const auto range = figureRanges(figure).front();
        QVERIFY(range.x.low < 1 && range.x.high > 2 && range.y.low <= 5 && range.y.high > 20);
    }

    void legendNamesEveryThingOnce()
    {
        std::vector<std::string> labels;
        for (const auto& entry : legendOf(markedFigure()))
            labels.push_back(entry.label);
        QCOMPARE(labels,
            (std::vector<std::string>{
                "GCNet #1", "run", "sum^2", "max~", "boxes", "runs", "alone", "share (%)"}));
    }

    /// The label of a vertical line stands where no curve is; a second one does not stand on it.
    void labelsOfVerticalLinesFindRoom()
    {
        Panel panel;
        panel.lines.push_back({.label = "top left", .x = {0, 1}, .y = {0.95, 0.95}});
        panel.markers = {{"a", 0.6}, {"b", 0.6}};
        const auto places = markerPlaces(panel, {{0, 1}, {0, 1}}, {{0.3, 0.1}, {0.3, 0.1}});
        QCOMPARE(places.size(), std::size_t(2));
        for (const auto& place : places)
            QVERIFY(place.isBelow || place.away > 0);
        QVERIFY(places[0].isRight != places[1].isRight || places[0].isBelow != places[1].isBelow
            || places[0].away != places[1].away);
        QVERIFY(markerPlaces(Panel(), {}, {}).empty());
    }
};

TEST_ENTRY(TestFigureMarks, NoApplication)

} // namespace modalscope::tst_figure_marks

#include "tst_figure_marks.moc"
