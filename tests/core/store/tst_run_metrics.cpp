#include "core/store/run_metrics.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QtTest>

namespace modalscope::tst_run_metrics {

/// The packed numbers of a run are those of its metrics.json, under the same paths.
class TestRunMetrics : public QObject {
    Q_OBJECT

    const nlohmann::json m_file
        = nlohmann::json::parse(R"({"format": 1, "epoch": 57, "parameters": {"total": 41},
        "splits": {"test": {"n": 4, "fused": {"accuracy": {"value": 0.75, "low": 0.5, "high": 0.9}, "loss": {"value": 1},
                                              "confusion": [[1, 2], [3, 4]]},
                            "modalities": {"b.c": {"accuracy": {"value": 0.25}}, "a": {"accuracy": {"value": null}}},
                            "rates": {"0.4": {"fused": {"accuracy": {"value": 0.5}}}}},
                   "valid": {"fused": {"accuracy": {"value": 1}}}}})");

private Q_SLOTS:
    void numbersAndIntervalsByPath()
    {
        const RunMetrics metrics(m_file);
        QVERIFY(!metrics.isNull());
        const auto accuracy = metrics.at("test/fused/accuracy");
        QCOMPARE(accuracy->value, 0.75);
        QCOMPARE(*accuracy->low, 0.5);
        QCOMPARE(*accuracy->high, 0.9);
        QVERIFY(!metrics.at("test/fused/loss")->low);
        QCOMPARE(metrics.at("test/modalities/b.c/accuracy")->value, 0.25);
        QCOMPARE(metrics.at("test/rates/0.4/fused/accuracy")->value, 0.5);
        for (const char* none :
            {"test/fused", "test/modalities/a/accuracy", "test/fused/confusion", "test/n", ""})
            QVERIFY2(!metrics.has(none), none);
        QCOMPARE(metrics.epoch(), 57);
        QCOMPARE(metrics.parameters(), 41);
    }

    void sameAsTheFile()
    {
        const RunMetrics metrics(m_file);
        for (const auto& path : metrics.paths())
            QCOMPARE(metrics.at(path)->value, metricAt(m_file, path)->value);
        QCOMPARE(metrics.paths().size(), std::size_t(5));
    }

    void namesBelowAPath()
    {
        const RunMetrics metrics(m_file);
        QCOMPARE(metrics.namesBelow("test/modalities"), (std::vector<std::string>{"b.c"}));
        QCOMPARE(metrics.namesBelow("test"), (std::vector<std::string>{"fused", "modalities", "rates"}));
        QCOMPARE(metrics.namesBelow("test/fused"), (std::vector<std::string>{"accuracy", "loss"}));
        QVERIFY(metrics.namesBelow("tes").empty());
    }

    void numbersThatCannotBeOnes()
    {
        QVERIFY(impossibleNumber(m_file["splits"], RunMetrics(m_file), "splits").empty());
        for (const auto& [metric, value] : {std::pair("miou", 1.5), {"macro_f1", -0.2}, {"accuracy", 7.0}}) {
            const nlohmann::json bad{{"test", {{"fused", {{metric, {{"value", value}}}}}}}};
            const nlohmann::json file{{"splits", bad}};
            const auto said = impossibleNumber(bad, RunMetrics(file), "splits");
            QCOMPARE(said, "splits/test/fused/" + std::string(metric) + " is not a share from 0 to 1");
        }
        const nlohmann::json errors{{"test", {{"fused", {{"mae", {{"value", 1.5}}}}}}}};
        const nlohmann::json file{{"splits", errors}};
        QVERIFY(impossibleNumber(errors, RunMetrics(file), "splits").empty());
    }

    void nothingOfAnUnfinishedRun()
    {
        QVERIFY(RunMetrics().isNull());
        QVERIFY(RunMetrics(nlohmann::json()).isNull());
        QVERIFY(RunMetrics().paths().empty() && !RunMetrics().has("test/fused/accuracy"));
        QVERIFY(!RunMetrics(nlohmann::json{{"format", 1}}).isNull());
    }

    void equalPathsAreKeptOnce()
    {
        const RunMetrics first(m_file), second(m_file);
        QCOMPARE(first.sharedPaths().get(), second.sharedPaths().get());
    }
};

TEST_ENTRY(TestRunMetrics, NoApplication)

} // namespace modalscope::tst_run_metrics

#include "tst_run_metrics.moc"
