#include "core/data/valid_split.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>
#include <numeric>
#include <set>

namespace modalscope::tst_valid_split {

namespace {

/// One modality with a single value per sample: its row number.
Dataset datasetOf(std::vector<int> classes, std::vector<Column> columns = {})
{
    Dataset dataset;
    dataset.name = "d";
    dataset.modalities = {{"a", ModalityKind::Features, {1}, "float32", 1, 0}};
    Split train;
    train.name = "train";
    train.size = std::int64_t(classes.size());
    auto rows = std::make_shared<Array>(Shape{train.size, 1});
    std::iota(rows->values.begin(), rows->values.end(), 0.0f);
    train.rows = {rowsInMemory(rows)};
    train.classes = std::move(classes);
    train.presence = {{}};
    train.columns = std::move(columns);
    dataset.splits = {train};
    return dataset;
}

std::vector<int> repeated(std::initializer_list<int> counts)
{
    std::vector<int> classes;
    int next = 0;
    for (const int count : counts)
        classes.insert(classes.end(), std::size_t(count), next++);
    return classes;
}

} // namespace

/// A dataset without valid gets a seeded tenth of train: the same share of each class, whole groups where
/// there are any.
class TestValidSplit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stratified();
    void rareClasses();
    void isSeeded();
    void regressionHasNoClasses();
    void wholeGroups();
    void groupsAreBalanced();
    void groupsOfText();
    void oneGroupIsNoGroup();
    void everythingFollowsTheRows();
    void tooSmall();
};

void TestValidSplit::stratified()
{
    const auto classes = repeated({200, 100, 50, 30});
    const auto rows = stratifiedTenth(380, classes, 0);
    QCOMPARE(rows.size(), std::size_t(38));
    std::vector<int> counts(4, 0);
    for (const auto row : rows)
        ++counts[std::size_t(classes[std::size_t(row)])];
    QCOMPARE(counts, (std::vector<int>{20, 10, 5, 3}));
    QVERIFY(std::ranges::is_sorted(rows));
}

void TestValidSplit::rareClasses()
{
    const auto classes = repeated({95, 1, 1, 1, 1, 1}); // a class never loses its only row
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto rows = stratifiedTenth(100, classes, seed);
        QVERIFY(rows.size() >= 9 && rows.size() <= 10);
        for (const auto row : rows)
            QCOMPARE(classes[std::size_t(row)], 0);
    }
    // 100 classes of 7: ten rows per cent of 700 are 70, from 70 different classes
    std::vector<int> many;
    for (int i = 0; i < 700; ++i)
        many.push_back(i % 100);
    std::set<int> seen;
    for (const auto row : stratifiedTenth(700, many, 1))
        seen.insert(many[std::size_t(row)]);
    QCOMPARE(seen.size(), std::size_t(70));
}

void TestValidSplit::isSeeded()
{
    const auto classes = repeated({50, 50});
    QCOMPARE(stratifiedTenth(100, classes, 3), stratifiedTenth(100, classes, 3));
    QVERIFY(stratifiedTenth(100, classes, 3) != stratifiedTenth(100, classes, 4));
}

void TestValidSplit::regressionHasNoClasses()
{
    const auto rows = stratifiedTenth(50, {}, 0);
    QCOMPARE(rows.size(), std::size_t(5));
    QCOMPARE(std::set(rows.begin(), rows.end()).size(), std::size_t(5));
}

void TestValidSplit::wholeGroups()
{
    std::vector<double> groups;
    std::vector<int> classes;
    for (int i = 0; i < 400; ++i) {
        groups.push_back(100 + i / 10); // 40 groups of 10
        classes.push_back(i % 4);
    }
    auto dataset = datasetOf(classes, {{"group", groups}});
    QVERIFY(bool(addValidSplit(dataset, 0)));
    const auto* valid = dataset.split("valid");
    QCOMPARE(valid->origin, std::string("10 % of train, whole groups, seed 0"));
    const auto groupsIn = [](const Split& split) {
        const auto& values = std::get<std::vector<double>>(split.columns[0].values);
        return std::set(values.begin(), values.end());
    };
    for (const double group : groupsIn(*valid))
        QVERIFY(!groupsIn(*dataset.split("train")).contains(group));
    QVERIFY2(valid->size >= 30 && valid->size <= 50, qPrintable(QString::number(valid->size)));
    QCOMPARE(valid->size + dataset.split("train")->size, std::int64_t(400));
}

void TestValidSplit::groupsAreBalanced()
{
    // each group has one class: whole groups of every class are needed for equal shares
    std::vector<int> groups, classes;
    for (int i = 0; i < 1200; ++i) {
        groups.push_back(i / 10);
        classes.push_back(i / 10 % 3);
    }
    std::vector<int> counts(3, 0);
    for (const auto row : groupedTenth(groups, classes, 5))
        ++counts[std::size_t(classes[std::size_t(row)])];
    for (const int count : counts) // a tenth of 400 each
        QCOMPARE(count, 40);
}

void TestValidSplit::groupsOfText()
{
    std::vector<std::string> groups;
    for (int i = 0; i < 60; ++i)
        groups.push_back(
            "speaker " + std::to_string(i % 3)); // three large groups: the smallest possible valid is one
    auto dataset = datasetOf(repeated({30, 30}), {{"group", groups}});
    QVERIFY(bool(addValidSplit(dataset, 1)));
    QCOMPARE(dataset.split("valid")->size, std::int64_t(20));
}

void TestValidSplit::oneGroupIsNoGroup()
{
    auto dataset = datasetOf(repeated({30, 30}), {{"group", std::vector<double>(60, 1.0)}});
    QVERIFY(bool(addValidSplit(dataset, 1)));
    QCOMPARE(dataset.split("valid")->origin, std::string("10 % of train, stratified, seed 1"));
    QCOMPARE(dataset.split("valid")->size, std::int64_t(6));
}

void TestValidSplit::everythingFollowsTheRows()
{
    std::vector<double> numbers(40);
    std::iota(numbers.begin(), numbers.end(), 0.0);
    auto dataset = datasetOf(repeated({20, 20}), {{"number", numbers}});
    dataset.splits[0].presence[0].assign(40, 1);
    dataset.splits[0].presence[0][7] = 0;
    QVERIFY(bool(addValidSplit(dataset, 2)));
    QCOMPARE(dataset.splits[1].name, std::string("valid"));
    for (const auto& split : dataset.splits) {
        const auto values = readAll(*split.rows[0], {1}).value().values;
        const auto& column = std::get<std::vector<double>>(split.columns[0].values);
        for (std::size_t i = 0; i < values.size(); ++i) {
            QCOMPARE(double(values[i]), column[i]);
            QCOMPARE(split.classes[i], values[i] < 20 ? 0 : 1);
            QCOMPARE(split.presence[0][i] == 0, values[i] == 7);
        }
        QCOMPARE(std::int64_t(values.size()), split.size);
    }
}

void TestValidSplit::tooSmall()
{
    auto one = datasetOf({0});
    const auto added = addValidSplit(one, 0);
    QVERIFY(!added);
    QCOMPARE(added.error().kind, ErrorKind::InvalidInput);
    auto two = datasetOf({0, 1});
    QVERIFY(bool(addValidSplit(two, 0)));
    QCOMPARE(two.split("train")->size, std::int64_t(1));
    QCOMPARE(two.split("valid")->size, std::int64_t(1));
}

TEST_ENTRY(TestValidSplit, NoApplication)

} // namespace modalscope::tst_valid_split

#include "tst_valid_split.moc"
