#pragma once

#include "app/embedding/pane_work.h"
#include "app/embedding/view_file.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/session/sample_selection.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace modalscope {

class LayoutControls;
class PaneNothing;
class ProgressRow;
class Session;
class SourceChoices;

/// One picture of samples: whose features and how they are laid out, the points, what they were made with.
/// PCA is made by itself, UMAP when it is asked for.
class CloudPane : public QWidget {
    Q_OBJECT
public:
    /// `name` begins the names of its parts: "embedding" → "embeddingCanvas", "embeddingTitle".
    CloudPane(Session& session, const QString& name, std::shared_ptr<EmbeddingMemory> memory,
        QWidget* parent = nullptr);
    ~CloudPane() override;

    CloudCanvas* canvas() const { return m_canvas; }
    SourceChoices* sources() const { return m_sources; }
    LayoutControls* controls() const { return m_controls; }
    const std::shared_ptr<const EmbeddedSamples>& samples() const { return m_reading.samples; } ///< or null
    const std::shared_ptr<const MadeLayout>& shown() const { return m_shown; } ///< null while nothing is
    QString title() const; ///< what is shown
    QString note() const; ///< with what it was made
    LayoutRequest request() const; ///< of the settings as they are; `samples` null while there are none

    void refresh(); ///< the session has other runs, datasets or another selection of runs
    void read(); ///< the source anew
    void compute(); ///< the picture of the present settings, also when it takes long
    void layOut(); ///< the same, unless it takes long
    void cancel();
    /// A picture made elsewhere (of another epoch); `keepsView`: camera and isolation stay.
    void showLayout(const std::shared_ptr<const MadeLayout>& made, bool keepsView);
    void showFrame(const std::shared_ptr<const CloudData>& cloud); ///< on the way between two pictures
    void setControlsShown(bool areShown);
    bool areControlsShown() const;

    void takeSelection(); ///< the session's, when it is of these samples
    SampleSelection selection() const;
    void isolate(); ///< the selected samples, or all again
    void project(bool onlySelected); ///< a picture of the selected samples alone, or of all

    PaneState state() const;
    /// `computes`: what takes long is made as well.
    void restore(const PaneState& state, bool computes);

Q_SIGNALS:
    void samplesChanged(); ///< others are shown, or none
    void layoutChanged(); ///< another picture is shown, or none
    void projectionChanged(); ///< of all samples or of some
    void said(const QString& sentence); ///< something that could not be done

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeLayoutOfParts();
    void takeReading(const SourceReading& reading);
    void takeLayout(const std::shared_ptr<const MadeLayout>& made, bool isLast);
    void takeQuality(const std::shared_ptr<const MadeLayout>& made,
        const std::optional<ProjectionQuality>& quality, const std::optional<Error>& error);
    void putOnCanvas(const std::shared_ptr<const CloudData>& cloud, bool keepsView);
    void sayProblem(const Error& error);
    void sayNothingYet();
    void showNothing();
    bool canMeasure() const;
    void updateTexts();
    void placeMark();
    void showAllUnlessMoved();
    void applyPendingView();
    void selectInSession(const SelectionMask& selected);

    Session& m_session;
    QString m_name;
    SourceReading m_reading; // that is shown
    std::shared_ptr<const MadeLayout> m_shown;
    std::vector<std::int64_t> m_only; // samples that are laid out; empty = all
    std::optional<PaneState> m_pending; // to be restored with the next picture
    bool m_isRestoring = false; // what takes long is made as well
    bool m_fitsNext = false, m_isFitting = false, m_isMoved = false;
    QLabel* m_title;
    QToolButton* m_toggle;
    QWidget* m_choices;
    SourceChoices* m_sources;
    LayoutControls* m_controls;
    ProgressRow* m_progress;
    QStackedWidget* m_pages; // why there is nothing, the points
    PaneNothing* m_nothing;
    CloudCanvas* m_canvas;
    QLabel* m_mark; // on the points
    QLabel* m_note;
    QPushButton* m_measure;
    QLabel* m_quality;
    PaneWork* m_work;
};

} // namespace modalscope
