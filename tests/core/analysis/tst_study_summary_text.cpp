#include "core/analysis/study_summary_text.h"
#include "core/base/text.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_study_summary_text {

namespace {

SeedNumbers numbersOf(const std::vector<double>& values)
{
    std::vector<SeedValue> list;
    for (std::size_t i = 0; i < values.size(); ++i)
        list.push_back({i, {"run" + std::to_string(i)}, values[i]});
    return seedNumbers(std::move(list));
}

/// Numbers that no short text holds, one seed of five, and none at all.
StudySummary exampleSummary()
{
    SummaryRow base;
    base.group = {{"method.kind", "concat"}, {"missing.test_rate", "0.4"}};
    base.label = "Concat";
    base.asked = "test/fused/accuracy";
    base.metric = "test/rates/0.4/fused/accuracy";
    base.numbers = numbersOf({1.0 / 3, 2.0 / 7, 0.1 + 0.2});
    base.expected = 3;
    base.against = "method.kind=concat";
    auto tested = base;
    tested.group = {{"variant", "MLA, \"no\" HGM"}};
    tested.label = "MLA, \"no\" HGM";
    tested.numbers = numbersOf({std::sqrt(0.5)});
    tested.expected = 5;
    tested.test = PairedTest{.statistic = 1, .pValue = 1.0 / 3, .n = 1};
    tested.adjustedP = 2.0 / 3;
    auto none = base;
    none.numbers = {};
    return {{base, tested, none}, {}};
}

/// Cells of a line without quotes.
std::vector<std::string> cellsOf(const std::string& line)
{
    std::vector<std::string> cells{""};
    bool quoted = false;
    for (const char c : line) {
        quoted = quoted != (c == '"');
        if (c == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += c;
    }
    return cells;
}

} // namespace

/// Protects what scripts read: stable names, and the same numbers to the last digit in every format.
class TestStudySummaryText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonHasTheDocumentedShape()
    {
        const auto json = summaryJson(exampleSummary());
        QCOMPARE(json.size(), std::size_t(3));
        QVERIFY(
            (json[0]["group"] == nlohmann::json{{"method.kind", "concat"}, {"missing.test_rate", "0.4"}}));
        QVERIFY(json[0]["metric"] == "test.rates.0.4.fused.accuracy");
        QVERIFY(json[0]["n"] == 3 && json[0]["expected"] == 3);
        QVERIFY((json[0]["runs"] == nlohmann::json{"run0", "run1", "run2"}));
        QVERIFY(json[0]["p_value"].is_null() && json[0]["against"] == "method.kind=concat");
        QVERIFY(json[1]["p_value"] == 1.0 / 3 && json[1]["p_adjusted"] == 2.0 / 3);
        QVERIFY(json[1]["mean"] == std::sqrt(0.5) && json[1]["sd"].is_null() && json[1]["low"].is_null());
        QVERIFY(json[2]["n"] == 0 && json[2]["mean"].is_null());
    }

    void csvCarriesTheNumbersOfJson()
    {
        const auto summary = exampleSummary();
        const auto read = nlohmann::json::parse(summaryJson(summary).dump(2)); // as a script does
        const auto lines = splitText(summaryCsv(summary), '\n');
        QCOMPARE(lines[0],
            std::string(
                "label,method.kind,missing.test_rate,variant,metric,n,expected,mean,sd,low,high,p_value,"
                "p_adjusted,against,runs"));
        const auto heads = splitText(lines[0], ',');
        for (std::size_t row = 0; row < 3; ++row) {
            const auto cells = cellsOf(lines[row + 1]);
            QCOMPARE(cells.size(), heads.size());
            for (std::size_t i = 0; i < heads.size(); ++i) {
                const auto& value = read[row].contains(heads[i]) ? read[row][heads[i]] : nlohmann::json();
                if (value.is_number())
                    QCOMPARE(numberFromText(cells[i]), value.get<double>()); // bit for bit
                else if (value.is_null() && i >= 5)
                    QCOMPARE(cells[i], std::string());
            }
        }
        QVERIFY(lines[2].starts_with("\"MLA, \"\"no\"\" HGM\",,,\"MLA, \"\"no\"\" HGM\",test.rates"));
        QVERIFY(lines[1].ends_with(",method.kind=concat,run0 run1 run2"));
        const double mean = (1.0 / 3 + 2.0 / 7 + (0.1 + 0.2)) / 3;
        QVERIFY(std::abs(read[0]["mean"].get<double>() - mean) < 1e-15);
    }

    void nothing()
    {
        QCOMPARE(summaryJson({}).dump(), std::string("[]"));
        QCOMPARE(summaryCsv({}),
            std::string("label,metric,n,expected,mean,sd,low,high,p_value,p_adjusted,against,runs\n"));
    }

    void namesOfMetrics_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("path");
        QTest::newRow("plain") << "test.fused.accuracy"
                               << "test/fused/accuracy";
        QTest::newRow("rate") << "test.rates.0.4.fused.accuracy"
                              << "test/rates/0.4/fused/accuracy";
        QTest::newRow("whole rate") << "test.rates.0.modalities.a.map"
                                    << "test/rates/0/modalities/a/map";
        QTest::newRow("subset") << "valid.subsets.a+v.loss"
                                << "valid/subsets/a+v/loss";
        QTest::newRow("a path") << "test/modalities/fou.76/accuracy"
                                << "test/modalities/fou.76/accuracy";
    }
    void namesOfMetrics()
    {
        QFETCH(QString, name);
        QFETCH(QString, path);
        QCOMPARE(metricPath(name.toStdString()), path.toStdString());
        if (!name.contains(QLatin1Char('/')))
            QCOMPARE(metricName(path.toStdString()), name.toStdString());
    }
};

TEST_ENTRY(TestStudySummaryText, NoApplication)

} // namespace modalscope::tst_study_summary_text

#include "tst_study_summary_text.moc"
