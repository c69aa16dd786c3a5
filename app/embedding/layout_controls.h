#pragma once

#include "app/embedding/layout_maker.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QPushButton;
class QToolButton;

namespace modalscope {

class OptionForm;

/// How a pane lays its samples out: method, dimensions, one fit or several, options of UMAP, and the button
/// that starts what takes long.
class LayoutControls : public QWidget {
    Q_OBJECT
public:
    /// `name` begins the names of its parts: "embedding" → "embeddingMethod", "embeddingCompute".
    explicit LayoutControls(const QString& name, QWidget* parent = nullptr);
    ~LayoutControls() override;

    LayoutSettings settings() const;
    void setSettings(const LayoutSettings& settings);
    void setComputes(bool needsButton); ///< whether the picture of these settings has to be made
    void setHasLabels(bool hasLabels); ///< else they cannot guide
    void setFitSeparately(); ///< as if the user had chosen so

public Q_SLOTS:
    void showOptions(); ///< of UMAP, in a dialog

Q_SIGNALS:
    void changed(); ///< other settings
    void computeRequested();

private:
    void update();

    bool m_isFilling = false;
    LayoutSettings m_settings; // its UMAP options
    QComboBox* m_method;
    QComboBox* m_dimensions;
    QComboBox* m_fit;
    QCheckBox* m_supervised;
    QToolButton* m_options;
    QPushButton* m_compute;
};

} // namespace modalscope
