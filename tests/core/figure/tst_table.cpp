#include "core/figure/table.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <regex>
#include <stdexcept>

namespace modalscope::tst_table {

namespace {

TableCell number(double value, double deviation = kNoValue)
{
    TableCell cell;
    cell.value = value;
    cell.deviation = deviation;
    cell.n = cell.expected = 5;
    return cell;
}

/// Two groups of methods, two columns, names that no format takes as they are.
Table methods()
{
    Table table;
    table.name = "main table_1";
    table.title = "Test accuracy";
    table.note = "mean ± SD over 5 seeds";
    table.columns = {"", "a_b & c (%)", "α − <b>"};
    table.rows = {{"[x] | 100% #1", {number(87.349, 1.25), number(-1.24)}, false},
        {"Concat", {number(90.251, 0.04), number(0.96)}, false},
        {"alone", {number(89, 2), TableCell()}, true}};
    auto& cells = table.rows;
    cells[0].cells[1].isDifference = cells[1].cells[1].isDifference = true;
    cells[0].cells[0].n = 3;
    cells[0].cells[0].marker = "*";
    cells[0].cells[0].runs = {"aa", "bb", "cc"};
    cells[0].cells[0].source = "test/fused/accuracy";
    markBest(std::vector{&cells[0].cells[0], &cells[1].cells[0], &cells[2].cells[0]});
    markBest(std::vector{&cells[0].cells[1], &cells[1].cells[1], &cells[2].cells[1]});
    table.provenance = {{"aa", "bb"}, "ModalScope 0.1.0", "0123456789ab", "modalscope-cli table --out a\nb"};
    return table;
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

std::vector<std::string> everyFormat(const Table& table)
{
    return {tableText(table), tableCsv(table), tableMarkdown(table), tableLatex(table), tableHtml(table)};
}

Table oneCell(const TableCell& cell)
{
    Table table;
    table.columns = {"", "value"};
    table.rows = {{"row", {cell}, false}};
    return table;
}

/// A page without the numbers in full precision that stand in its attributes.
std::string withoutAttributes(const std::string& page)
{
    static const std::regex attribute(" value=\"[^\"]*\"");
    return std::regex_replace(page, attribute, "");
}

} // namespace

/// Protects tables that go into papers: the same digits everywhere, nothing that breaks a format.
class TestTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void text()
    {
        QCOMPARE(tableText(methods()), std::string(R"(Test accuracy

                        a_b & c (%)  α − <b>
--------------------------------------------
[x] | 100% #1  87.3 ± 1.2* (3 of 5)     -1.2
Concat                 [90.3] ± 0.0   [+1.0]
--------------------------------------------
alone                  (89.0) ± 2.0        –

mean ± SD over 5 seeds
[ ]: best. ( ): second best.
ModalScope 0.1.0
runs: aa, bb
specification: 0123456789ab
command: modalscope-cli table --out a
command: b
)"));
    }

    void csv()
    {
        const std::string expected = R"(row,column,shown,value,sd,n,expected,mark,marker,runs,source
[x] | 100% #1,a_b & c (%),87.3 ± 1.2* (3 of 5),87.349,1.25,3,5,,*,aa bb cc,test/fused/accuracy
[x] | 100% #1,α − <b>,-1.2,-1.24,,5,5,,,,
Concat,a_b & c (%),90.3 ± 0.0,90.251,0.04,5,5,best,,,
Concat,α − <b>,+1.0,0.96,,5,5,best,,,
alone,a_b & c (%),89.0 ± 2.0,89,2,5,5,second,,,
alone,α − <b>,–,,,0,0,,,,
)";
        QCOMPARE(tableCsv(methods()), expected);
        auto quoted = methods();
        quoted.rows[1].label = "Late, \"sum\"";
        QVERIFY(has(tableCsv(quoted), "\n\"Late, \"\"sum\"\"\",a_b & c (%),"));
    }

    void markdown()
    {
        QCOMPARE(tableMarkdown(methods()), std::string(R"(<!-- ModalScope 0.1.0
     runs: aa, bb
     specification: 0123456789ab
     command: modalscope-cli table --out a
     command: b -->

**Test accuracy**

|  | a\_b \& c (%) | α − \<b\> |
|:---|---:|---:|
| \[x\] \| 100% \#1 | 87.3 ± 1.2\* (3 of 5) | -1.2 |
| Concat | **90.3** ± 0.0 | **+1.0** |
| alone | _89.0_ ± 2.0 | – |

mean ± SD over 5 seeds

Bold: best. Italic: second best.
)"));
    }

    void latex()
    {
        QCOMPARE(tableLatex(methods()), std::string(R"(% ModalScope 0.1.0
% runs: aa, bb
% specification: 0123456789ab
% command: modalscope-cli table --out a
% command: b
% needs \usepackage{booktabs} and \usepackage[T1]{fontenc}
\begin{table}
  \centering
  \caption{Test accuracy. mean $\pm$ SD over 5 seeds. Bold: best. Underlined: second best.}
  \label{tab:main-table-1}
  \begin{tabular}{lrr}
    \toprule
     & a\_b \& c (\%) & $\alpha$ $-$ \textless{}b\textgreater{} \\
    \midrule
    {}[x] \textbar{} 100\% \#1 & $87.3 \pm 1.2$\textsuperscript{*} (3 of 5) & $-1.2$ \\
    Concat & $\textbf{90.3} \pm 0.0$ & $+\textbf{1.0}$ \\
    \midrule
    alone & $\underline{89.0} \pm 2.0$ & -- \\
    \bottomrule
  \end{tabular}
\end{table}
)"));
    }

    void html()
    {
        const auto page = tableHtml(methods());
        for (const char* part : {"<!DOCTYPE html>\n<!-- ModalScope 0.1.0\n", "--out a\n     command: b -->\n",
                 "<meta charset=\"utf-8\">", "<caption>Test accuracy</caption>",
                 "<th scope=\"col\">a_b &amp; c (%)</th><th scope=\"col\">α − &lt;b&gt;</th>",
                 "<tr><th scope=\"row\" class=\"text\">[x] | 100% #1</th>"
                 "<td title=\"test/fused/accuracy; runs: aa, bb, cc\"><data value=\"87.349\">87.3</data> ± "
                 "<data value=\"1.25\">1.2</data><sup>*</sup> (3 of 5)</td>",
                 "<td><strong><data value=\"90.251\">90.3</data></strong>",
                 "</tr>\n</tbody>\n<tbody>\n<tr><th scope=\"row\" class=\"text\">alone</th>"
                 "<td><u><data value=\"89\">89.0</data></u>",
                 "<td>–</td>", "<p>mean ± SD over 5 seeds</p>"})
            QVERIFY2(has(page, part), part);
    }

    void namesCannotBreakOut()
    {
        auto table = oneCell(number(1));
        table.title = table.note = table.columns[1] = table.rows[0].label = table.rows[0].cells[0].marker
            = "</table><script>\n\\end{table} & 'x' \" --> |";
        table.rows[0].cells[0].runs = {"\"><script>"};
        table.provenance.command = "--note \"--> --!> <script>\"\n\\input{x}";
        const auto page = tableHtml(table);
        const auto comment = page.find(" -->\n");
        QVERIFY(!has(page.substr(comment), "<script>"));
        QVERIFY(has(page, "title=\"runs: &quot;&gt;&lt;script&gt;\""));
        QVERIFY(!has(page.substr(0, comment), "-->") && !has(page.substr(0, comment), "--!>"));
        const auto latex = tableLatex(table);
        QVERIFY(has(latex, "% command: \\input{x}\n"));
        QCOMPARE(latex.find("\\end{table}"), latex.size() - std::string("\\end{table}\n").size());
        const auto markdown = tableMarkdown(table);
        for (auto i = markdown.find(" -->\n"); (i = markdown.find('<', i + 1)) != std::string::npos;)
            QCOMPARE(markdown[i - 1], '\\');
        QVERIFY(has(markdown, "--\\> \\| | 1.0"));
    }

    /// Halves go to the even neighbour of what is stored, in the one place where numbers are rounded.
    void sameDigitsInEveryFormat_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("decimals");
        QTest::addColumn<QString>("digits");
        QTest::newRow("below the half") << 87.25 - 1e-9 << 1 << "87.2";
        QTest::newRow("the half") << 0.125 << 2 << "0.12";
        QTest::newRow("above the half") << 87.35 + 1e-9 << 1 << "87.4";
        QTest::newRow("up a digit") << 99.96 << 1 << "100.0";
        QTest::newRow("no minus zero") << -0.04 << 1 << "0.0";
        QTest::newRow("p value") << 0.0625 << 3 << "0.062";
        QTest::newRow("whole") << 1234567.0 << 0 << "1234567";
    }

    void sameDigitsInEveryFormat()
    {
        QFETCH(double, value);
        QFETCH(int, decimals);
        QFETCH(QString, digits);
        auto cell = number(value, value < 0 ? kNoValue : value);
        cell.decimals = decimals;
        QCOMPARE(shownCell(cell).value, digits.toStdString());
        for (const bool best : {false, true}) {
            cell.best = best;
            for (const auto& written : everyFormat(oneCell(cell))) {
                const auto text = withoutAttributes(written);
                const auto place = text.find(digits.toStdString());
                QVERIFY2(place != std::string::npos, text.c_str());
                const char next = text[place + digits.size()];
                QVERIFY2((next < '0' || next > '9') && next != '.', text.c_str());
            }
        }
    }

    void incompleteRunsAreSaid()
    {
        auto cell = number(50, 1);
        cell.n = 4;
        for (const auto& text : everyFormat(oneCell(cell)))
            QVERIFY2(has(text, "(4 of 5)"), text.c_str());
        cell.n = 5;
        for (const auto& text : everyFormat(oneCell(cell)))
            QVERIFY2(!has(text, " of "), text.c_str());
        TableCell none;
        none.expected = 5;
        for (const auto& text : everyFormat(oneCell(none)))
            QVERIFY2(has(text, "(0 of 5)"), text.c_str());
    }

    void textInPlaceOfANumber()
    {
        TableCell cell;
        cell.text = "shared_head";
        cell.best = true;
        QVERIFY(!shownCell(cell).isNumber);
        QVERIFY(has(tableLatex(oneCell(cell)), "{ll}"));
        QVERIFY(has(tableLatex(oneCell(cell)), "row & \\textbf{shared\\_head} \\\\"));
        QVERIFY(has(tableMarkdown(oneCell(cell)), "| **shared\\_head** |"));
        QVERIFY(has(tableHtml(oneCell(cell)), "<td class=\"text\"><strong>shared_head</strong></td>"));
    }

    void bestIsDecidedByWhatIsShown()
    {
        std::vector<TableCell> cells{number(90.26), number(90.34), number(89), number(90.21), TableCell()};
        std::vector<TableCell*> compared;
        for (auto& cell : cells)
            compared.push_back(&cell);
        markBest(compared);
        QVERIFY(cells[0].best && cells[1].best && cells[3].secondBest);
        QVERIFY(!cells[2].best && !cells[2].secondBest && !cells[4].best);
        markBest(compared, false);
        QVERIFY(cells[2].best && cells[3].secondBest && !cells[0].best && !cells[1].best);
        markBest(std::vector{&cells[0], &cells[1]}); // 90.3 and 90.3
        QVERIFY(!cells[0].best && !cells[1].best);
        markBest(std::vector{&cells[0], &cells[2]}); // the loser of two is not marked
        QVERIFY(cells[0].best && !cells[2].best && !cells[2].secondBest);
    }

    void emptyAndRagged()
    {
        Table table;
        table.columns = {"method"};
        for (const auto& text : everyFormat(table))
            QVERIFY(!text.empty());
        table.rows = {{"row", {number(1)}, false}};
        QVERIFY_EXCEPTION_THROWN((void)tableText(table), std::logic_error);
        QVERIFY_EXCEPTION_THROWN((void)tableLatex(table), std::logic_error);
    }
};

TEST_ENTRY(TestTable, NoApplication)

} // namespace modalscope::tst_table

#include "tst_table.moc"
