#include "core/base/random.h"
#include "core/data/filter_expression.h"
#include "tests/support/test_entry.h"
#include "tests/support/timing.h"

#include <QTest>

#include <limits>

namespace modalscope::tst_filter_expression {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

/// Six rows.
std::vector<ValueColumn> table()
{
    return {
        {"class", {}, {0, 1, 2, 3, 1, -1}, {"cat", "dog", "grey owl", "Wolf"}},
        {"wrong", {1, 0, 1, 0, 1, kNone}},
        {"entropy", {0.1F, 0.5F, 1.5F, 2, kNone, 3}},
        {"fusion weight", {0.2F, 0.4F, 0.6F, 0.8F, 1, 0.3F}},
        {"speaker", {}, {0, 1, 2, 0, 1, 2}, {"7", "12", "3"}},
    };
}

/// The rows as text, or the error.
std::string rowsOf(std::string_view text)
{
    const auto expression = FilterExpression::parse(text);
    if (!expression)
        return expression.error().message;
    const auto rows = expression.value().select(table(), 6);
    return rows ? toText(rows.value()) : rows.error().message;
}

} // namespace

/// Protects what a filter means, that its errors name the place, and that a million rows take no time.
class TestFilterExpression : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void selectsRows_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("rows");
        const auto row = [](const char* text, const char* rows) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(rows);
        };
        row("class == 1", "1,4"); // no category is a number: the index
        row("class == dog", "1,4");
        row("class == 'grey owl'", "2");
        row("class != \"dog\"", "0,2-3"); // the last row has no class
        row("class contains O", "1-4");
        row("wrong", "0,2,4");
        row("not wrong", "1,3,5");
        row("class == 2 and wrong and entropy > 1", "2");
        row("entropy == 0.1", "0"); // as exact as the column
        row("entropy >= 1.5", "2-3,5");
        row("entropy != 2", "0-2,5"); // the row without a value fulfils nothing
        row("1 < entropy", "2-3,5");
        row("-1 <= entropy and entropy<=.5", "0-1");
        row("'fusion weight' > 0.5", "2-4");
        row("entropy > 'fusion weight'", "1-3,5");
        row("speaker == 12", "1,4"); // all categories are numbers: these
        row("speaker < 8", "0,2-3,5");
        row("wrong or class == dog and entropy > 1", "0,2,4"); // and binds closer
        row("(wrong or class == dog) and entropy > 1", "2");
        row("not (wrong or class == dog)", "3,5");
        row("NOT wrong AND Entropy > 1", "3,5"); // upper case does not matter in names and words
        row("not not wrong", "0,2,4");
        row("entropy = 2e0", "3");
    }

    void selectsRows()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, rows);
        QCOMPARE(QByteArray::fromStdString(rowsOf(text.toStdString())), rows);
    }

    void errorsNameThePlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* text, const char* message) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(message);
        };
        row("", "the filter is not understood at character 1: a column's name is missing");
        row("wrong and", "the filter is not understood at character 10: a column's name is missing");
        row("entropy >", "the filter is not understood at character 10: a value to compare with is missing");
        row("entropy > 1 wrong",
            "the filter is not understood at character 13: \"and\" or \"or\" is missing before this");
        row("(wrong",
            "the filter is not understood at character 7: the parenthesis opened at character 1 is not "
            "closed before this");
        row("wrong)", "the filter is not understood at character 6: this parenthesis was not opened");
        row("class == 'dog",
            "the filter is not understood at character 10: the quote that opens here is not closed");
        row("wrong & entropy", "the filter is not understood at character 7: \"&\" means nothing here");
        row("wrong and 3", "the filter is not understood at character 11: a number alone selects nothing");
        row("größe > 1 and", "the filter is not understood at character 14: a column's name is missing");
        row("wrong and entropie > 1",
            "the filter does not fit at character 11: there is no column \"entropie\"; there are: class, "
            "wrong, "
            "entropy, fusion weight, speaker");
        row("class",
            "the filter does not fit at character 1: \"class\" holds texts; compare it with one, as in "
            "class == ...");
        row("class == dgo", "the filter does not fit at character 10: no row of \"class\" can be \"dgo\"");
        row("class > dog",
            "the filter does not fit at character 1: texts of \"class\" are compared with ==, != and "
            "contains only");
        row("entropy == high",
            "the filter does not fit at character 12: \"entropy\" holds numbers; \"high\" is "
            "neither a number nor a column");
        row("1 < 2",
            "the filter does not fit at character 1: one side of a comparison is the name of a column");
    }

    void errorsNameThePlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, message);
        QCOMPARE(QByteArray::fromStdString(rowsOf(text.toStdString())), message);
    }

    void hugeFiltersAreRefused()
    {
        QVERIFY(!FilterExpression::parse(std::string(5000, '(')));
        QVERIFY(!FilterExpression::parse(std::string(20'000, 'a')));
        std::string deep;
        for (int i = 0; i < 500; ++i)
            deep += "not ";
        QVERIFY(!FilterExpression::parse(deep + "wrong"));
        std::string wide = "wrong";
        for (int i = 0; i < 500; ++i)
            wide += " or wrong";
        QCOMPARE(rowsOf(wide), std::string("0,2,4"));
    }

    void aMillionRowsTakeLessThanFiftyMilliseconds()
    {
        constexpr std::size_t kRows = 1'000'000;
        std::vector<ValueColumn> columns{{"class"}, {"wrong"}, {"entropy"}};
        columns[0].categories = {"cat", "dog", "owl", "fox"};
        Random random(1);
        std::size_t expected = 0;
        for (std::size_t i = 0; i < kRows; ++i) {
            columns[0].codes.push_back(int(random.below(4)));
            columns[1].numbers.push_back(float(random.below(2)));
            columns[2].numbers.push_back(float(random.uniform(0, 2)));
            expected += columns[0].codes[i] == 3 && columns[1].numbers[i] != 0 && columns[2].numbers[i] > 1;
        }
        const auto filter = FilterExpression::parse("class == fox and wrong and entropy > 1").value();
        std::size_t count = 0;
        const double took = leastMilliseconds(50, [&](QElapsedTimer& timer) {
            timer.restart();
            count = filter.select(columns, kRows).value().count();
        });
        QCOMPARE(count, expected);
        QVERIFY2(took < 50, qPrintable(QStringLiteral("%1 ms").arg(took)));
    }
};

TEST_ENTRY(TestFilterExpression, NoApplication)

} // namespace modalscope::tst_filter_expression

#include "tst_filter_expression.moc"
