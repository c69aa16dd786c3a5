#pragma once

#include "widgets/cloud/cloud_export.h"
#include "widgets/runs/newest_work.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace modalscope {

class MessageBar;

/// Asks how a point cloud is to be written: journal or own size in mm, font, format, resolution; the preview
/// is what the file will hold. Preview and file are made in the background; what cannot be written is said in
/// one sentence and the dialog stays. Remembers the last choice.
class CloudExportDialog : public QDialog {
    Q_OBJECT
public:
    explicit CloudExportDialog(CloudFigure figure, QWidget* parent = nullptr);
    ~CloudExportDialog() override;

    ExportOptions options() const;

public Q_SLOTS:
    void chooseFile(); ///< asks for the path and writes; the ending of the format is added when it is missing
    void writeTo(const QString& path);

Q_SIGNALS:
    void exported(const QString& path);
    void failed(); ///< the message says why

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Preview {
        std::shared_ptr<const CloudFigure> figure;
        ExportOptions options;
        double dpi = 72;
    };
    QWidget* makeForm();
    void recall();
    void remember() const;
    void askPreview();

    std::shared_ptr<const CloudFigure> m_figure;
    MessageBar* m_messages;
    QComboBox* m_journal;
    QDoubleSpinBox* m_width;
    QDoubleSpinBox* m_height;
    QDoubleSpinBox* m_font;
    QComboBox* m_format;
    QSpinBox* m_dpi;
    QCheckBox* m_title;
    QCheckBox* m_note;
    QLabel* m_preview;
    QLabel* m_size;
    QPushButton* m_write;
    QTimer m_pause;
    NewestWork<Preview, QImage> m_pictures;
    BackgroundLine m_disk; // last: its thread ends first
};

} // namespace modalscope
