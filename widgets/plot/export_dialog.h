#pragma once

#include "widgets/plot/figure_export.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSpinBox;
class QTimer;

namespace modalscope {

class MessageBar;

/// Asks how a figure is to be written: journal or own size in mm, font in pt, format; the preview is what the
/// file will hold. Remembers the last choice. A path that cannot be written is said in one sentence and the
/// dialog stays.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    explicit ExportDialog(Figure figure, QWidget* parent = nullptr);

    ExportOptions options() const;

public Q_SLOTS:
    /// Asks for the path and writes; a known ending that was typed chooses the format, the ending of the
    /// chosen one is added to every other name.
    void chooseFile();
    bool writeTo(const QString& path);

Q_SIGNALS:
    void exported(const QString& path);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeForm();
    void recall();
    void remember() const;
    void applyPreset(int index);
    void showPreset();
    void updatePreview();

    Figure m_figure;
    MessageBar* m_messages;
    QComboBox* m_preset;
    QDoubleSpinBox* m_width;
    QDoubleSpinBox* m_height;
    QDoubleSpinBox* m_font;
    QComboBox* m_format;
    QSpinBox* m_dpi;
    QCheckBox* m_title;
    QCheckBox* m_note;
    QLabel* m_preview;
    QLabel* m_caption;
    QTimer* m_pause;
};

} // namespace modalscope
