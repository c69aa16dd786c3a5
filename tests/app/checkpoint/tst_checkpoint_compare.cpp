#include "tests/app/checkpoint/checkpoint_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>

namespace modalscope::tst_checkpoint_compare {

/// Protects: two checkpoints are compared per branch and per tensor, several as a matrix.
class TestCheckpointCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<CheckpointFixture>();
        m_first = m_fixture->write("first.safetensors", smallNetwork());
        m_second = m_fixture->write("second.safetensors", smallNetwork(3, 0.5));
    }
    void cleanup() { m_fixture.reset(); }

    void branchesHaveSizesBeforeAnythingIsCompared()
    {
        m_fixture->open(m_first);
        m_fixture->showTab(QStringLiteral("Branches"));
        const auto& table = panel()->table();
        QTRY_VERIFY(!table.rows.empty());
        QStringList names;
        for (const auto& row : table.rows)
            names << toQt(row.label);
        QVERIFY2(names.contains(QStringLiteral("audio")) && names.contains(QStringLiteral("image")),
            qPrintable(names.join(u' ')));
        double share = 0;
        for (const auto& row : table.rows)
            share += row.cells[2].value;
        QVERIFY(std::abs(share - 100) < 1e-9);
        QCOMPARE(branchRow("audio").cells[1].value, 16.0);
        double squares = 0; // 1 to 12 and 2 to 5
        for (int i = 1; i <= 12; ++i)
            squares += double(i * i);
        QVERIFY(std::abs(branchRow("audio").cells[4].value - std::sqrt(squares + 4 + 9 + 16 + 25)) < 1e-9);
        QCOMPARE(
            child<FigureView>(m_fixture->view.get(), "branchFigure")->figure().panels.size(), std::size_t(2));
    }

    void aSecondFileOffersToCompare()
    {
        m_fixture->drop({m_first});
        QTRY_COMPARE(m_fixture->pages()->currentIndex(), 3);
        m_fixture->drop({m_second});
        auto& messages = m_fixture->view->messages();
        QTRY_VERIFY(messages.isVisible());
        QVERIFY2(
            messages.text().contains(QStringLiteral("can be compared with")), qPrintable(messages.text()));
        child<QPushButton>(&messages, "messageAction")->click();
        QCOMPARE(
            m_fixture->tabs()->tabText(m_fixture->tabs()->currentIndex()), QStringLiteral("Differences"));
        auto* diff = child<QTreeView>(m_fixture->view.get(), "diffTable");
        QTRY_COMPARE(diff->model()->rowCount(), 5);
        diff->sortByColumn(2, Qt::DescendingOrder); // relative L2
        QVERIFY(diff->model()->index(0, 0).data().toString().startsWith(QStringLiteral("encoder.audio")));
        QCOMPARE(diff->model()->index(4, 2).data().toString(), QStringLiteral("0"));
        child<QCheckBox>(m_fixture->view.get(), "diffEqual")->setChecked(false);
        QCOMPARE(diff->model()->rowCount(), 3);
        Q_EMIT diff->activated(diff->model()->index(0, 0)); // leads to the tensor
        QCOMPARE(m_fixture->tabs()->currentIndex(), 0);
        QVERIFY(child<QLabel>(m_fixture->view.get(), "tensorName")
                    ->text()
                    .startsWith(QStringLiteral("encoder.audio")));
    }

    void branchesSayHowFarTheyMoved()
    {
        m_fixture->open(m_first);
        m_fixture->open(m_second);
        m_fixture->view->compareWith(toQt(m_first));
        m_fixture->showTab(QStringLiteral("Branches"));
        auto* figure = child<FigureView>(m_fixture->view.get(), "branchFigure");
        QTRY_COMPARE(figure->figure().panels.size(), std::size_t(3));
        QVERIFY(std::abs(branchRow("audio").cells[6].value - std::sqrt(16 * 9.0)) < 1e-9); // 16 values by 3
        QVERIFY(std::abs(branchRow("image").cells[6].value - std::sqrt(48 * 0.25)) < 1e-9);
        QVERIFY(branchRow("audio").cells[7].value > branchRow("image").cells[7].value);
        m_fixture->view->compareWith({});
        QTRY_COMPARE(figure->figure().panels.size(), std::size_t(2));
    }

    void namesAndShapesThatDifferAreListed()
    {
        auto other = smallNetwork();
        other.tensors.erase("head.weight");
        other.tensors["classifier.weight"] = countingTensor({2, 5});
        other.tensors["fusion.weight"] = countingTensor({5, 5});
        m_second = m_fixture->write("second.safetensors", other);
        m_fixture->open(m_first);
        m_fixture->open(m_second);
        m_fixture->view->compareWith(toQt(m_first));
        m_fixture->showTab(QStringLiteral("Differences"));
        auto* summary = child<QLabel>(m_fixture->view.get(), "diffSummary");
        QTRY_VERIFY2(summary->text().contains(QStringLiteral("Tensors:")), qPrintable(summary->text()));
        auto* diff = child<QTreeView>(m_fixture->view.get(), "diffTable");
        QCOMPARE(diff->model()->rowCount(), 6);
        int withoutFirst = 0, withoutSecond = 0, shapes = 0;
        for (int row = 0; row < 6; ++row) {
            const auto first = diff->model()->index(row, 4).data().toString();
            const auto second = diff->model()->index(row, 5).data().toString();
            withoutFirst += first == QStringLiteral("–") ? 1 : 0;
            withoutSecond += second == QStringLiteral("–") ? 1 : 0;
            shapes += first == QStringLiteral("[5, 4]") && second == QStringLiteral("[5, 5]") ? 1 : 0;
        }
        QCOMPARE(withoutFirst, 1);
        QCOMPARE(withoutSecond, 1);
        QCOMPARE(shapes, 1);
        const auto out = m_fixture->file("differences.csv");
        FileDialog::setNextAnswer(toQt(out));
        child<QPushButton>(m_fixture->view.get(), "exportDiff")->click();
        QTRY_VERIFY(std::filesystem::exists(out));
        QTRY_VERIFY(readFile(out).value().find("classifier.weight") != std::string::npos);
    }

    void threeAreAMatrix()
    {
        const auto third = m_fixture->write("third.safetensors", smallNetwork(6, 0.5));
        for (const auto& path : {m_first, m_second, third})
            m_fixture->open(path);
        m_fixture->showTab(QStringLiteral("Matrix"));
        auto* figure = child<FigureView>(m_fixture->view.get(), "matrixFigure");
        QTRY_COMPARE(figure->figure().panels.size(), std::size_t(1));
        auto* branch = child<QComboBox>(m_fixture->view.get(), "matrixBranch");
        const int image = branch->findData(QStringLiteral("image"));
        QVERIFY(image >= 0);
        branch->setCurrentIndex(image);
        const auto map = *figure->figure().panels[0].heatMap;
        QCOMPARE(map.values.size(), std::size_t(9));
        QCOMPARE(map.values[0], 0.0);
        QVERIFY(map.values[1] > 0);
        QCOMPARE(map.values[5], 0.0); // the second and the third have the same encoder of images
        child<QComboBox>(m_fixture->view.get(), "matrixMeasure")->setCurrentIndex(1);
        QVERIFY(std::abs(figure->figure().panels[0].heatMap->values[4] - 1) < 1e-9);
    }

    void closingTheReferenceEndsTheComparison()
    {
        m_fixture->open(m_first);
        m_fixture->open(m_second);
        m_fixture->view->compareWith(toQt(m_first));
        m_fixture->showTab(QStringLiteral("Differences"));
        auto* diff = child<QTreeView>(m_fixture->view.get(), "diffTable");
        QTRY_COMPARE(diff->model()->rowCount(), 5);
        m_fixture->session.closeCheckpoint(m_first);
        QCOMPARE(diff->model()->rowCount(), 0);
        QVERIFY(!diff->isVisible());
    }

private:
    TablePanel* panel() const { return child<TablePanel>(m_fixture->view.get(), "branchTable"); }
    const TableRow& branchRow(const std::string& name) const
    {
        for (const auto& row : panel()->table().rows)
            if (row.label == name)
                return row;
        qFatal("no branch %s", name.c_str());
    }

    std::unique_ptr<CheckpointFixture> m_fixture;
    std::string m_first, m_second;
};

TEST_ENTRY(TestCheckpointCompare, QApplication)

} // namespace modalscope::tst_checkpoint_compare

#include "tst_checkpoint_compare.moc"
