#pragma once

#include "widgets/maps/grid_export.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QTimer;

namespace modalscope {

class BackgroundLine;
class MessageBar;

/// Asks how a figure of panes is to be written: journal or own width, font, whole pictures or
/// the parts that were seen, format, resolution; the preview
/// is what the file will hold. Files are written in the background; what cannot be written is said in one
/// sentence and the dialog stays. Remembers the last choice.
class GridExportDialog : public QDialog {
    Q_OBJECT
public:
    explicit GridExportDialog(GridFigure figure, QWidget* parent = nullptr);
    ~GridExportDialog() override;

    GridOptions options() const;

public Q_SLOTS:
    void chooseFile(); ///< asks for the path and writes; the ending of the format is added when it is missing
    void writeTo(const QString& path);

Q_SIGNALS:
    void exported(const QString& path);
    void failed(); ///< the message says why

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeForm();
    void recall();
    void remember() const;
    void updatePreview();

    std::shared_ptr<const GridFigure> m_figure;
    MessageBar* m_messages;
    QComboBox* m_journal;
    QDoubleSpinBox* m_width;
    QDoubleSpinBox* m_font;
    QComboBox* m_parts;
    QComboBox* m_format;
    QSpinBox* m_dpi;
    QCheckBox* m_legend;
    QCheckBox* m_note;
    QLabel* m_preview;
    QLabel* m_size;
    QPushButton* m_write;
    QTimer* m_pause;
    BackgroundLine* m_disk;
};

} // namespace modalscope
