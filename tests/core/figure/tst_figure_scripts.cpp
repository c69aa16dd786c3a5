#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/figure_matplotlib.h"
#include "core/figure/figure_pgfplots.h"
#include "core/figure/figure_wide_csv.h"
#include "core/figure/pgfplots_text.h"
#include "tests/core/figure/marked_figure.h"
#include "tests/support/test_entry.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

namespace modalscope::tst_figure_scripts {

namespace {

/// The wide CSV as columns by name.
std::map<std::string, std::vector<double>> wideColumns(const Figure& figure)
{
    const auto lines = splitText(figureWideCsv(figure), '\n');
    const auto names = splitText(lines.front(), ',');
    std::map<std::string, std::vector<double>> columns;
    for (std::size_t row = 1; row < lines.size(); ++row) {
        if (lines[row].empty())
            continue;
        const auto cells = splitText(lines[row], ',');
        for (std::size_t i = 0; i < names.size(); ++i)
            columns[names[i]].push_back(numberFromText(cells.at(i)));
    }
    return columns;
}

/// A list at the head of a column, nothing but NaN below.
bool startsWith(const std::vector<double>& column, const std::vector<double>& list)
{
    for (std::size_t i = 0; i < column.size(); ++i) {
        const bool same = i < list.size() && column[i] == list[i];
        const bool bothNone = std::isnan(column[i]) && (i >= list.size() || std::isnan(list[i]));
        if (!same && !bothNone)
            return false;
    }
    return column.size() >= list.size();
}

QStringList namesIn(const std::string& text, const char* pattern)
{
    QStringList names;
    const QRegularExpression expression(QString::fromLatin1(pattern));
    for (auto found = expression.globalMatch(QString::fromStdString(text)); found.hasNext();)
        names << found.next().captured(1);
    return names;
}

/// LaTeX without its comments and escaped signs.
QString texCode(const std::string& tex)
{
    auto code = QString::fromStdString(tex);
    code.remove(QRegularExpression(QStringLiteral("\\\\[\\\\{}%#&_$]")));
    code.remove(QRegularExpression(QStringLiteral("%[^\n]*")));
    return code;
}

} // namespace

/// Protects: scripts hold or read exactly the figure's numbers, and no name of a run, class or dataset breaks
/// them.
class TestFigureScripts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wideCsvHoldsEveryNumber()
    {
        const auto figure = markedFigure();
        const auto columns = wideColumns(figure);
        const auto& line = figure.panels[0].lines[0];
        QVERIFY(startsWith(columns.at("p1_line1_x"), line.x)); // 0.30000000000000004 too
        QVERIFY(startsWith(columns.at("p1_line1_y"), line.y));
        QVERIFY(startsWith(columns.at("p1_line1_low"), line.low));
        QVERIFY(startsWith(columns.at("p1_line1_high"), line.high));
        QVERIFY(startsWith(columns.at("p1_reference1_y"), {97.5}));
        QVERIFY(startsWith(columns.at("p1_marker1_x"), {2.0 / 3}));
        QVERIFY(startsWith(columns.at("p2_bar1_value"), figure.panels[1].bars[0].values));
        QVERIFY(startsWith(columns.at("p2_bar1_x"), {-0.2, 0.8}));
        QVERIFY(!columns.contains("p2_bar2_low"));
        QVERIFY(startsWith(columns.at("p3_box1_median"), {3, kNoValue}));
        QVERIFY(startsWith(columns.at("p3_box1_value"), {1, 2, 3, 4, 100}));
        QVERIFY(startsWith(columns.at("p3_point1_y"), {2.5, 3.5}));
        QVERIFY(startsWith(columns.at("p4_heat_value"), figure.panels[3].heatMap->values));
        QVERIFY(startsWith(columns.at("p4_heat_shade"), {1, 2, 3, 0, 5, 6}));
        QCOMPARE(wideRows(figure), std::size_t(6));
    }

    void scriptsReadColumnsThatExist()
    {
        const auto columns = wideColumns(markedFigure());
        const auto tex = figurePgfplots(markedFigure(), "f-tex.csv");
        auto used = namesIn(tex, "(?:x|y|meta)=(p\\d+_\\w+)") + namesIn(tex, "thisrow\\{(\\w+)\\}");
        QVERIFY(used.size() > 20);
        for (const auto& name : used)
            QVERIFY2(columns.contains(name.toStdString()), qPrintable(name));
        used = namesIn(figureMatplotlib(markedFigure(), "f-py.csv"), "\\(ax, \"(p\\d+_\\w+)\"");
        QCOMPARE(used.size(), 9);
        for (const auto& name : used)
            QVERIFY2(std::any_of(columns.begin(), columns.end(),
                         [&](const auto& column) {
                             return QString::fromStdString(column.first).startsWith(name + QLatin1Char('_'));
                         }),
                qPrintable(name));
    }

    void latexIsBalanced()
    {
        const auto code = texCode(figurePgfplots(markedFigure(), "f-tex.csv"));
        int depth = 0;
        for (const auto c : code) {
            depth += c == QLatin1Char('{') ? 1 : c == QLatin1Char('}') ? -1 : 0;
            QVERIFY(depth >= 0);
        }
        QCOMPARE(depth, 0);
        QCOMPARE(code.count(QLatin1Char('[')), code.count(QLatin1Char(']')));
        QCOMPARE(code.count(QLatin1Char('$')) % 2, 0);
        QVERIFY(!code.contains(QLatin1Char('&')) && !code.contains(QLatin1Char('#')));
        QCOMPARE(code.count(QStringLiteral("\\begin{")), code.count(QStringLiteral("\\end{")));
        QCOMPARE(code.count(QStringLiteral("\\nextgroupplot")), 5);
        for (const auto& line : code.split(QLatin1Char('\n'))) // every drawing command is closed
            if (line.startsWith(QStringLiteral("\\draw")) || line.startsWith(QStringLiteral("\\fill")))
                QVERIFY2(line.endsWith(QLatin1Char(';')), qPrintable(line));
    }

    void latexEscapes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("latex");
        const auto add = [](const char* text, const char* latex) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(latex);
        };
        add("a_b & 50 %", "a\\_b \\& 50 \\%");
        add("{x}", "\\{x\\}");
        add("\\input{x}", "\\textbackslash{}input\\{x\\}");
        add("#1 $2 ~3 ^4", "\\#1 \\$2 \\textasciitilde{}3 \\textasciicircum{}4");
        add("ρ ≥ −1 ± 2", "$\\rho$ $\\geq$ $-$1 $\\pm$ 2");
        add("Müller", "Müller");
        add("line\nend", "line end");
        add("bad \xff byte", "bad ? byte");
    }

    void latexEscapes()
    {
        QFETCH(QString, latex);
        QCOMPARE(QString::fromStdString(pgfplotsText(QTest::currentDataTag())), latex);
    }

    void gapsEndBands()
    {
        const auto tex = figurePgfplots(markedFigure(), "f-tex.csv");
        QVERIFY(tex.find("of=p1_line1span1low and p1_line1span1high") != std::string::npos);
        QVERIFY(tex.find("of=p1_line1span2low and p1_line1span2high") != std::string::npos);
        QVERIFY(tex.find("skip coords between index={0}{3}") != std::string::npos);
    }

    void largeTablesAreNotLoaded()
    {
        auto figure = markedFigure();
        QVERIFY(figurePgfplots(figure, "f-tex.csv").find("\\pgfplotstableread") != std::string::npos);
        figure.panels[2].points[0]
            = {"", std::vector<double>(3000, 1), std::vector<double>(3000, 2), 0, {}, {}};
        const auto tex = figurePgfplots(figure, "f-tex.csv");
        QVERIFY(tex.find("\\pgfplotstableread") == std::string::npos);
        QVERIFY(tex.find("{f-tex.csv};") != std::string::npos);
    }

    void sizesAndOrigin()
    {
        const PaperSize size{.widthMm = 88.9, .heightMm = 70, .fontPoints = 8, .withTitle = false};
        const auto tex = figurePgfplots(markedFigure(), "f-tex.csv", size);
        QVERIFY(tex.find("\\fontsize{8}{9.6}") != std::string::npos);
        QVERIFY(tex.find("88.90mm") != std::string::npos);
        QVERIFY(tex.find("cost") == tex.rfind("cost")); // in the comment only
        const auto py = figureMatplotlib(markedFigure(), "f-py.csv", size);
        QVERIFY(py.find("WIDTH_MM, HEIGHT_MM = 88.9, 70\n") != std::string::npos);
        QVERIFY(py.find("\nTITLE = \"\"\n") != std::string::npos);
        for (const auto& text : {tex, py})
            for (const char* fact : {"0123456789ab, ba9876543210", "ModalScope 0.1.0", "feedc0ffee00",
                     "modalscope-cli analyze {a,b} --figure f", "second line"})
                QVERIFY2(text.find(fact) != std::string::npos, fact);
        QVERIFY(py.find("\nsecond line") == std::string::npos); // it is a comment or within a string
    }

    /// Understood by Python; matplotlib itself need not be there.
    void pythonIsUnderstood()
    {
        const auto python = QStandardPaths::findExecutable(QStringLiteral("python3"));
        if (python.isEmpty())
            QSKIP("no python3");
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("f.py"));
        QVERIFY(writeFileAtomically(path.toStdString(), figureMatplotlib(markedFigure(), "f-py.csv")));
        QProcess process;
        process.start(python,
            {QStringLiteral("-c"), QStringLiteral("import ast, sys; ast.parse(open(sys.argv[1]).read())"),
                path});
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }

    void onlyWhatTheFigureNeeds()
    {
        Figure figure;
        figure.panels.push_back(markedFigure().panels[4]);
        const auto py = figureMatplotlib(figure, "f-py.csv");
        QVERIFY(py.find("def line(") != std::string::npos);
        for (const char* function : {"def bars(", "def boxes(", "def heat(", "def points(", "def vertical("})
            QVERIFY2(py.find(function) == std::string::npos, function);
        QVERIFY(
            py.find("categories(ax, ax.xaxis, [\"rate\", \"decay\", \"accuracy\"])") != std::string::npos);
    }
};

TEST_ENTRY(TestFigureScripts, NoApplication)

} // namespace modalscope::tst_figure_scripts

#include "tst_figure_scripts.moc"
