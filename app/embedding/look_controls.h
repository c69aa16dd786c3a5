#pragma once

#include "widgets/cloud/cloud_data.h"
#include "widgets/cloud/cloud_look.h"

#include <QWidget>

class QAction;
class QComboBox;
class QDoubleSpinBox;
class QSlider;
class QToolButton;

namespace modalscope {

/// How the points of both panes are drawn: what gives them colour and shape, their size, what stands over
/// them.
class LookControls : public QWidget {
    Q_OBJECT
public:
    explicit LookControls(QWidget* parent = nullptr);

    CloudLook look() const;
    void setLook(const CloudLook& look); ///< no changed()
    /// The columns that can give colours; of texts also shapes. What is chosen stays when it is not among
    /// them.
    void setColumns(const std::vector<ValueColumn>& columns);

Q_SIGNALS:
    void changed();

private:
    QWidget* makePoints();
    QAction* addShow(const char* name, const QString& text, const QString& help);
    void tell();

    bool m_isFilling = false;
    std::vector<std::pair<std::string, bool>> m_columns; // name, of texts
    std::string m_color = "class", m_shape = "modality"; // wanted
    QComboBox* m_colorBy;
    QComboBox* m_shapeBy;
    QComboBox* m_labels;
    QToolButton* m_shown;
    QToolButton* m_points;
    QComboBox* m_colors;
    QDoubleSpinBox* m_size;
    QDoubleSpinBox* m_opacity;
    QAction* m_density;
    QAction* m_pairs;
    QAction* m_centroids;
    QAction* m_gap;
};

} // namespace modalscope
