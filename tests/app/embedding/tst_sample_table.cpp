#include "app/embedding/sample_order.h"
#include "app/embedding/sample_table.h"
#include "tests/app/embedding/shown_samples.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QTableView>

#include <cmath>

namespace modalscope::tst_sample_table {

namespace {

/// Five samples in rows 2, 3, 5, 7, 8 of a split.
std::shared_ptr<const EmbeddedSamples> fewSamples()
{
    auto samples = std::make_shared<EmbeddedSamples>();
    samples->dataset = "f";
    samples->split = "test";
    samples->features.rows = {2, 3, 5, 7, 8};
    samples->features.total = 10;
    samples->columns = {{.name = "class", .codes = {1, 0, 1, -1, 0}, .categories = {"z", "a"}},
        {.name = "speaker", .codes = {0, 1, 0, 1, -1}, .categories = {"z", "a"}},
        {.name = "entropy", .numbers = {0.5F, NAN, 0.25F, 1, 0.5F}}};
    return samples;
}

std::shared_ptr<const SelectionMask> maskOf(std::size_t size, std::initializer_list<std::size_t> rows)
{
    auto mask = std::make_shared<SelectionMask>(size);
    for (const auto row : rows)
        mask->add(row);
    return mask;
}

} // namespace

/// Protects: which samples the table lists, in which order, and that it stays in step with the session.
class TestSampleTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<PageFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void ordersByHand()
    {
        const auto samples = fewSamples();
        SampleSorter sorter;
        const auto places
            = [&](int column, bool isDescending, std::shared_ptr<const SelectionMask> only = {}) {
                  return sorter.order({samples, std::move(only), column, isDescending}).places;
              };
        using Places = std::vector<std::int32_t>;
        QCOMPARE(places(-1, false), (Places{0, 1, 2, 3, 4}));
        QCOMPARE(places(-1, true), (Places{4, 3, 2, 1, 0}));
        QCOMPARE(places(0, false), (Places{1, 4, 0, 2, 3})); // classes as the dataset lists them
        QCOMPARE(places(1, false), (Places{1, 3, 0, 2, 4})); // other texts by the alphabet
        QCOMPARE(places(2, false), (Places{2, 0, 4, 3, 1})); // no value: last
        QCOMPARE(places(2, true), (Places{3, 0, 4, 2, 1})); // either way
        QCOMPARE(places(2, false, maskOf(10, {3, 5, 8})), (Places{2, 4, 1}));
        QCOMPARE(places(2, false, maskOf(10, {})), Places{});
        QVERIFY(sorter.order({}).places.empty());
    }

    void theModelHoldsItsPromises()
    {
        SampleTableModel model;
        QAbstractItemModelTester tester(&model);
        QSignalSpy sorted(&model, &SampleTableModel::sortRequested);
        SampleSorter sorter;
        model.setOrder(sorter.order({fewSamples(), {}, 2, false}));
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.columnCount(), 4);
        QCOMPARE(model.headerData(2, Qt::Horizontal).toString(), QStringLiteral("speaker"));
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("5"));
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("a"));
        QCOMPARE(model.index(0, 3).data().toString(), QStringLiteral("0.25"));
        QCOMPARE(model.index(4, 3).data().toString(), QString());
        QCOMPARE(model.tableRowOf(7), 3);
        QCOMPARE(model.tableRowOf(6), -1);
        QCOMPARE(model.sampleRow(9), std::int64_t(-1));
        model.sort(3, Qt::DescendingOrder);
        QCOMPARE(sorted.takeFirst(), (QList<QVariant>{2, true}));
        model.setOrder({});
        QCOMPARE(model.columnCount(), 0);
    }

    void followsTheSessionAndTellsIt()
    {
        auto& session = m_fixture->session;
        SampleTable table(session);
        table.resize(600, 400);
        table.show();
        const auto samples = shownSamples(100);
        QSignalSpy listed(&table, &SampleTable::listed);
        table.setSamples(samples);
        QTRY_COMPARE(listed.size(), 1);
        auto* view = child<QTableView>(&table, "sampleTable");
        QCOMPARE(view->model()->rowCount(), 0); // nothing is selected
        session.selectSamples({"fingerprint", "test", maskOf(100, {4, 10, 11})});
        QTRY_COMPARE(view->model()->rowCount(), 3);
        session.selectSamples({"another", "test", maskOf(100, {4})}); // of other samples
        QTRY_COMPARE(view->model()->rowCount(), 0);
        child<QComboBox>(&table, "samplesWhich")->setCurrentIndex(1);
        QTRY_COMPARE(view->model()->rowCount(), 100);
        view->setCurrentIndex(view->model()->index(30, 2));
        QCOMPARE(session.currentSample(), (CurrentSample{"fingerprint", "test", 30}));
        session.setCurrentSample({"fingerprint", "test", 55});
        QCOMPARE(view->currentIndex().row(), 55);
        session.setCurrentSample({"another", "test", 3});
        QCOMPARE(view->currentIndex().row(), 55); // not ours
        QCOMPARE(session.currentSample().row, std::int64_t(3)); // and not taken back
    }

    void aHiddenTableDoesNothing()
    {
        auto& session = m_fixture->session;
        SampleTable table(session);
        QSignalSpy listed(&table, &SampleTable::listed);
        table.setSamples(shownSamples(20));
        session.selectSamples({"fingerprint", "test", maskOf(20, {4})});
        QTest::qWait(50);
        QVERIFY(listed.isEmpty());
        table.show();
        QTRY_COMPARE(listed.size(), 1);
        QCOMPARE(child<QTableView>(&table, "sampleTable")->model()->rowCount(), 1);
    }

    void aHundredThousandSamplesDoNotStopTheWindow()
    {
        auto& session = m_fixture->session;
        SampleTable table(session);
        table.show();
        const auto samples = shownSamples(100'000);
        table.setSamples(samples);
        auto* view = child<QTableView>(&table, "sampleTable");
        QSignalSpy listed(&table, &SampleTable::listed);
        int size = 0;
        const auto stall = leastStall([&] {
            for (int i = 0; i < 10; ++i) {
                auto mask = std::make_shared<SelectionMask>(100'000);
                for (std::size_t row = std::size_t(i); row < 100'000; row += 3)
                    mask->add(row);
                size = int(mask->count());
                listed.clear();
                session.selectSamples({"fingerprint", "test", std::move(mask)});
                QTRY_VERIFY(!listed.isEmpty());
            }
        });
        QCOMPARE(view->model()->rowCount(), size);
        QVERIFY2(stall <= 50, qPrintable(QString::number(stall)));
    }

private:
    std::unique_ptr<PageFixture> m_fixture;
};

TEST_ENTRY(TestSampleTable, QApplication)

} // namespace modalscope::tst_sample_table

#include "tst_sample_table.moc"
