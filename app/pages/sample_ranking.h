#pragma once

#include "app/pages/segmentation_maker.h"
#include "widgets/tables/column_table_model.h"

#include <QWidget>

#include <set>
#include <vector>

class QComboBox;
class QLabel;
class QSpinBox;
class QToolButton;

namespace modalscope {

class TableView;

/// The samples of a split with what each prediction of them is worth, in any order: those that lose most
/// first, those that adapters help most, or as in the dataset. Next and previous follow the order that is
/// shown.
class SampleRanking : public QWidget {
    Q_OBJECT
public:
    /// `steps` gets the controls: order, previous, number, next.
    explicit SampleRanking(QWidget* steps, QWidget* parent = nullptr);

    /// Another run, set or adapters keep the sample; another split begins with the first of its order.
    void setResult(std::shared_ptr<const SegmentationResult> result);
    std::int64_t sample() const { return m_sample; } ///< −1 = none
    void showSample(std::int64_t sample);
    void step(int by); ///< in the order shown
    void setInFigure(const std::vector<std::int64_t>& samples); ///< they are marked

    QString order() const; ///< "loss", "gain", "dataset"; empty when a column's title was clicked
    void setOrder(const QString& order);

Q_SIGNALS:
    void sampleChosen(qint64 sample);

private:
    struct Row {
        std::int64_t sample = 0;
        std::array<double, kPredictions.size()> miou{}; ///< NaN = none
        double loss = 0, gain = 0;
    };
    std::vector<TableColumn<Row>> columns() const;
    static std::vector<Row> rowsOf(const SegmentationResult& result);
    void makeSteps(QWidget* parent);
    void applyOrder();
    void takeCurrent();
    void sayPlace();

    std::shared_ptr<const SegmentationResult> m_result;
    std::int64_t m_sample = -1;
    std::set<std::int64_t> m_inFigure;
    bool m_filling = false;
    ColumnTableModel<Row>* m_model;
    TableView* m_table;
    QComboBox* m_order;
    QToolButton* m_previous;
    QToolButton* m_next;
    QSpinBox* m_number;
    QLabel* m_place;
};

} // namespace modalscope
