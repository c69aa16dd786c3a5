#pragma once

#include "app/checkpoint/loaded_checkpoint.h"
#include "core/figure/figure.h"
#include "widgets/runs/background_line.h"

#include <QJsonObject>
#include <QWidget>

class QLabel;
class QPushButton;
class QTabWidget;

namespace modalscope {

class FigureView;
class LongWork;
class SlicePanel;
class SpectrumPanel;
class ToneLabel;

/// One tensor: statistics, values that are not finite in words and colour, histogram, slice, singular values;
/// saves it for NumPy.
class TensorPanel : public QWidget {
    Q_OBJECT
public:
    explicit TensorPanel(QWidget* parent = nullptr);

    void setTensor(CheckpointPtr loaded, int tensor); ///< -1 = none
    void saveTensor(); ///< dialog
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void failed(const modalscope::Error& error);
    void said(const QString& sentence);

private:
    struct Look;

    void layOut();
    void ask();
    void takeLook(const Look& look);

    CheckpointPtr m_loaded;
    int m_tensor = -1;
    QLabel* m_name;
    QLabel* m_facts;
    QLabel* m_statistics;
    ToneLabel* m_flags;
    QPushButton* m_save;
    QTabWidget* m_tabs;
    FigureView* m_histogram;
    SlicePanel* m_slice;
    SpectrumPanel* m_spectrum;
    LongWork* m_work;
    BackgroundLine m_disk; // last: its thread ends first
};

} // namespace modalscope
