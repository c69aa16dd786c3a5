#include "core/analysis/laziness.h"
#include "core/analysis/laziness_text.h"
#include "tests/support/lazy_runs.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>

namespace modalscope::tst_laziness_text {

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

} // namespace

/// Protects the laziness report as a table, CSV and JSON.
class TestLazinessText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void table()
    {
        const auto runs = lazyComparison();
        const auto text = lazinessTable(lazinessReport(runs.series()));
        QCOMPARE(text,
            std::string(
                R"(toy · test accuracy (%), mean ± 95 % t interval over n seeds · epoch chosen on valid

method      modality  n        alone                  inside       probe  alone − probe  alone − inside
Concat      easy      2   86.0 ± 0.0   85.0 ± 0.0 split head  88.0 ± 0.0     -2.0 ± 0.0      +1.0 ± 0.0
Concat      hard      2  71.0 ± 12.7  31.0 ± 12.7 split head  50.0 ± 0.0   +21.0 ± 12.7     +40.0 ± 0.0
Concat      fused     2                          91.0 ± 12.7
easy alone            2   86.0 ± 0.0
hard alone            2  71.0 ± 12.7
)"));
    }

    void csv()
    {
        LazyRuns runs;
        runs.add({.group = "late",
            .method = MethodKind::Late,
            .seed = 3,
            .modalities = {"m"},
            .fused = 0.5,
            .inside = {{"m", 0.25}}});
        runs.add({.group = "alone",
            .method = MethodKind::Unimodal,
            .seed = 3,
            .modalities = {"m"},
            .fused = 0.75});
        runs.run("late-3").origin.datasetName = "a, b";
        QCOMPARE(lazinessCsv(lazinessReport(runs.series())),
            std::string(
                R"(dataset,protocol,group,label,method,modality,measure,unit,mean,low,high,n,paired,seeds,runs
"a, b",epoch chosen on valid,late,Late fusion,late,fused,accuracy,fraction,0.5,,,1,yes,3,late-3
"a, b",epoch chosen on valid,late,Late fusion,late,m,alone,fraction,0.75,,,1,yes,3,alone-3
"a, b",epoch chosen on valid,late,Late fusion,late,m,inside,fraction,0.25,,,1,yes,3,late-3
"a, b",epoch chosen on valid,late,Late fusion,late,m,alone-inside,points,50,,,1,yes,3,alone-3 late-3
toy,epoch chosen on valid,alone,m alone,unimodal,fused,accuracy,fraction,0.75,,,1,yes,3,alone-3
)"));
    }

    void json()
    {
        const auto runs = lazyComparison();
        const auto json = lazinessJson(lazinessReport(runs.series()));
        QCOMPARE(json["format"].get<int>(), 1);
        const auto& concat = json["groups"][0];
        QCOMPARE(concat["protocol"].get<std::string>(), std::string("epoch chosen on valid"));
        const auto& laziness = concat["modalities"]["hard"]["alone-probe"];
        QVERIFY(isClose(laziness["mean"].get<double>(), 21) && laziness.contains("low"));
        QCOMPARE(laziness["n"].get<int>(), 2);
        QCOMPARE(laziness["values"][0]["runs"][0].get<std::string>(), std::string("hard-alone-0"));
    }
};

TEST_ENTRY(TestLazinessText, NoApplication)

} // namespace modalscope::tst_laziness_text

#include "tst_laziness_text.moc"
