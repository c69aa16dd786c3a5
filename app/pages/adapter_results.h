#pragma once

#include "app/pages/adapter_maker.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace modalscope {

class FigureView;
class TablePanel;

/// The adapter sets of a base as a table, and as a figure of performance against parameters.
class AdapterResults : public QWidget {
    Q_OBJECT
public:
    explicit AdapterResults(QWidget* parent = nullptr);

    void show(const AdapterResult& result);
    std::string metric() const; ///< that is chosen
    TablePanel* table() const { return m_table; }
    FigureView* figure() const { return m_figure; }

Q_SIGNALS:
    void metricChosen();
    void dedicatedRequested(); ///< dedicated runs are to be trained

private:
    QWidget* makeTop();
    void fitTable();

    bool m_filling = false;
    QComboBox* m_metric;
    QPushButton* m_dedicated;
    TablePanel* m_table;
    FigureView* m_figure;
};

} // namespace modalscope
