#include "core/experiment/differences.h"

#include <QtTest>

#include <algorithm>

using namespace modalscope;

/// What distinguishes runs: the options that are not the same in all of them, by the paths a file would use.
class TestDifferences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyTheChangedOptionsDiffer();
    void optionsOfOneKindStandBesideTheirNeighbours();
    void oneExperimentDiffersInNothing();

private:
    static const OptionRow* find(const std::vector<OptionRow>& rows, const std::string& path)
    {
        const auto row
            = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.path == path; });
        return row == rows.end() ? nullptr : &*row;
    }
};

void TestDifferences::onlyTheChangedOptionsDiffer()
{
    Experiment a;
    Experiment b;
    b.train.schedule.every = 40;
    b.seed = 3;
    b.modalities = {"x", "y"};
    const auto rows = compareExperiments(std::vector{a, b});
    std::vector<std::string> different;
    for (const auto& row : rows)
        if (row.differs)
            different.push_back(row.path);
    QCOMPARE(different, (std::vector<std::string>{"modalities", "train.schedule.every", "seed"}));
    QCOMPARE(find(rows, "train.schedule.every")->values, (std::vector<std::string>{"70", "40"}));
    QCOMPARE(find(rows, "modalities")->values.at(1), std::string("[\"x\",\"y\"]"));
    QCOMPARE(find(rows, "method.kind")->values.at(0), std::string("mla"));
}

void TestDifferences::optionsOfOneKindStandBesideTheirNeighbours()
{
    Experiment mla;
    Experiment ogm;
    ogm.method.kind = MethodKind::Ogm;
    Experiment own = mla;
    own.encoders["audio"].feature = 32;
    const auto rows = compareExperiments(std::vector{ogm, mla, own});
    const auto* alpha = find(rows, "method.alpha");
    QVERIFY(alpha != nullptr && alpha->differs);
    QCOMPARE(alpha->values,
        (std::vector<std::string>{"0.3", "", ""})); // MLA's alpha is a schedule: it has no such option
    const auto place = [&](const std::string& path) { return find(rows, path) - rows.data(); };
    QVERIFY(place("method.hgm") > place("method.kind") && place("method.hgm") < place("train.epochs"));
    QCOMPARE(find(rows, "encoders.audio.feature")->values, (std::vector<std::string>{"", "", "32"}));
}

void TestDifferences::oneExperimentDiffersInNothing()
{
    const auto rows = compareExperiments(std::vector{Experiment{}});
    QVERIFY(rows.size() > 20);
    QVERIFY(std::none_of(rows.begin(), rows.end(), [](const auto& row) { return row.differs; }));
    QVERIFY(compareExperiments({}).empty());
}

QTEST_APPLESS_MAIN(TestDifferences)
#include "tst_differences.moc"
