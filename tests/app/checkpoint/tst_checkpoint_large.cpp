#include "app/checkpoint/tensor_tree_model.h"
#include "tests/app/checkpoint/checkpoint_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/search_field.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QLabel>
#include <QPushButton>

namespace modalscope::tst_checkpoint_large {

/// Protects: a checkpoint of 20,000 tensors never stops the window.
class TestCheckpointLarge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (int layer = 0; layer < 5000; ++layer)
            for (const char* part : {"weight", "bias", "norm.weight", "norm.bias"})
                m_large.tensors["stage" + std::to_string(layer % 8) + ".layer" + std::to_string(layer) + "."
                    + part]
                    = tensorOf({2, 2}, {double(layer), 1, 2, 3});
    }
    void init() { m_fixture = std::make_unique<CheckpointFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void theWindowStaysAwake()
    {
        const auto first = m_fixture->write("first.safetensors", m_large);
        auto other = m_large;
        other.tensors["stage0.layer0.weight"] = tensorOf({2, 2}, {9, 9, 9, 9});
        const auto second = m_fixture->write("second.safetensors", other);
        auto* view = m_fixture->view.get();
        auto* search = child<SearchField>(view, "tensorSearch");
        auto* list = child<QCheckBox>(view, "tensorList");
        const int stall = leastStall([&] {
            for (const auto& path : {first, second}) {
                m_fixture->session.closeCheckpoint(path);
                QTest::qWait(30); // one thing at a time: the window answers in between
            }
            m_fixture->showTab(QStringLiteral("Tensors"));
            QTest::qWait(30);
            m_fixture->open(first);
            m_fixture->tree()->expand(m_fixture->tree()->model()->index(0, 0));
            QTest::qWait(50);
            const auto stage
                = m_fixture->tree()->model()->index(0, 0, m_fixture->tree()->model()->index(0, 0));
            m_fixture->tree()->expand(stage);
            QTest::qWait(50);
            list->setChecked(true);
            QCOMPARE(m_fixture->tree()->model()->rowCount(), 20'000);
            QTest::qWait(50);
            m_fixture->tree()->sortByColumn(0, Qt::DescendingOrder);
            QTest::qWait(50);
            search->setText(QStringLiteral("layer4999 norm"));
            QTRY_COMPARE(m_fixture->tree()->model()->rowCount(), 2);
            search->setText(QStringLiteral("float64"));
            QTRY_COMPARE(m_fixture->tree()->model()->rowCount(), 20'000);
            search->clear();
            QTest::qWait(200);
            m_fixture->tree()->setCurrentIndex(m_fixture->tree()->model()->index(15'000, 0));
            QTest::qWait(30);
            list->setChecked(false);
            QTest::qWait(50);
            m_fixture->open(second);
            QTest::qWait(30);
            m_fixture->view->compareWith(toQt(first));
            QTest::qWait(30);
            m_fixture->showTab(QStringLiteral("Differences"));
            auto* diff = child<QTreeView>(view, "diffTable");
            QTRY_COMPARE_WITH_TIMEOUT(diff->model()->rowCount(), 20'000, 20'000);
            QTest::qWait(50);
            diff->sortByColumn(2, Qt::DescendingOrder);
            QTest::qWait(50);
            QCOMPARE(diff->model()->index(0, 0).data().toString(), QStringLiteral("stage0.layer0.weight"));
        });
        qInfo("longest stall %d ms", stall);
        QVERIFY2(stall <= 50, qPrintable(QString::number(stall)));
    }

    void checkingAllValuesCanBeCancelled()
    {
        m_fixture->open(m_fixture->write("large.safetensors", m_large));
        auto* view = m_fixture->view.get();
        m_fixture->view->checkValues();
        child<QPushButton>(view, "checkpointCheckCancel")->click();
        QTRY_VERIFY(child<QPushButton>(view, "checkValues")->isEnabled());
        QVERIFY(child<QLabel>(view, "checkedValues")->text().isEmpty());
        m_fixture->view->checkValues();
        QTRY_COMPARE_WITH_TIMEOUT(
            child<QLabel>(view, "checkedValues")->text(), QStringLiteral("All values are finite."), 20'000);
    }

    void theModelKeepsItsPromises()
    {
        const auto loaded = loadCheckpoint(m_fixture->write("small.safetensors", smallNetwork()));
        QVERIFY(loaded);
        TensorTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCheckpoint(loaded.value());
        for (int tensor = 0; tensor < 5; ++tensor) {
            const auto index = model.indexOf(tensor);
            QVERIFY(index.isValid());
            QCOMPARE(model.tensorAt(index), tensor);
            QCOMPARE(model.index(index.row(), 0, index.parent()), index);
        }
        model.setSearch(QStringLiteral("ENCODER"));
        QCOMPARE(model.shownTensors(), 3);
        model.sort(TensorTreeModel::Bytes, Qt::DescendingOrder);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("encoder.image.block0.weight"));
        const QPersistentModelIndex kept(model.index(0, 0));
        model.sort(TensorTreeModel::Bytes, Qt::AscendingOrder);
        QCOMPARE(kept.row(), 2); // what is selected moves along
        model.setSearch({});
        model.setCheckpoint(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    /// A name can be a tensor and the beginning of other names; names can be alike.
    void oddNamesHaveALineEach()
    {
        Safetensors odd;
        for (const char* name : {"a", "a.b", "a.b.c", "", "..", "x."})
            odd.tensors[name] = countingTensor({2});
        const auto loaded = loadCheckpoint(m_fixture->write("odd.safetensors", odd));
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        TensorTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCheckpoint(loaded.value());
        QCOMPARE(int(loaded.value()->checkpoint.tensors.size()), 6);
        for (int tensor = 0; tensor < 6; ++tensor)
            QCOMPARE(model.tensorAt(model.indexOf(tensor)), tensor);
    }

private:
    Safetensors m_large;
    std::unique_ptr<CheckpointFixture> m_fixture;
};

TEST_ENTRY(TestCheckpointLarge, QApplication)

} // namespace modalscope::tst_checkpoint_large

#include "tst_checkpoint_large.moc"
