#pragma once

#include "app/checkpoint/loaded_checkpoint.h"
#include "core/figure/tensor_figures.h"

#include <QWidget>

class QComboBox;
class QSpinBox;

namespace modalscope {

class FigureView;
class FlowLayout;
class LongWork;

/// A slice of a tensor as a heat map: which two axes, and where the others are held.
class SlicePanel : public QWidget {
    Q_OBJECT
public:
    explicit SlicePanel(QWidget* parent = nullptr);

    void setTensor(CheckpointPtr loaded, int tensor); ///< read once the panel is seen; null = none
    FigureView* figure() const { return m_figure; }

Q_SIGNALS:
    void failed(const modalscope::Error& error); ///< the file has changed or cannot be read

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fillAxes();
    void fillPlaces();
    void chooseAxis(QComboBox* chosen);
    void ask();
    SliceRequest request() const;

    CheckpointPtr m_loaded;
    int m_tensor = -1;
    bool m_isStale = false; // what is chosen is not what is drawn
    bool m_isFilling = false;
    QWidget* m_controls;
    FlowLayout* m_flow;
    QComboBox* m_rows;
    QComboBox* m_columns;
    QWidget* m_places = nullptr; // made anew for every tensor
    std::vector<std::pair<int, QSpinBox*>> m_at; // by axis
    FigureView* m_figure;
    LongWork* m_work; // last: its thread ends first
};

/// Which tensor a figure is of.
TensorSource tensorSourceOf(const LoadedCheckpoint& loaded, int tensor);

} // namespace modalscope
