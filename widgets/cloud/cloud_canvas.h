#pragma once

#include "widgets/cloud/cloud_frame.h"
#include "widgets/cloud/cloud_studio.h"
#include "widgets/runs/newest_work.h"

#include <QPolygonF>
#include <QWidget>

namespace modalscope {

/// What dragging with the left button does. Move turns a cloud of three dimensions.
enum class CloudTool { Move, Lasso, Rectangle };

/// A point cloud on screen. Its picture is made on another thread; until a new one is there the last one is
/// moved and scaled, so that the view answers at once. The selection is of samples: all points of a sample
/// are selected together, and while there is a selection the others fade.
///
/// Wheel: zoom; middle button: move; shift with a selecting tool adds, ctrl removes; shift-drag with Move is
/// a lasso that adds. Keys: arrows move or turn (with shift: move), + - zoom, F shows everything, Escape
/// clears the selection, Ctrl+A selects all, Ctrl+I inverts, I isolates the selection or shows all again, .
/// and , go from point to point (of the selection, when there is one), Return selects the point or not.
class CloudCanvas : public QWidget {
    Q_OBJECT
public:
    explicit CloudCanvas(QWidget* parent = nullptr);
    ~CloudCanvas() override;

    /// Shows these points; `keepView` for a layout of the same samples, which keeps camera, selection and
    /// isolation. Error: Shape, see problemOf(); what was shown stays.
    Result<void> setData(std::shared_ptr<const CloudData> data, bool keepView = false);
    const std::shared_ptr<const CloudData>& data() const { return m_data; }

    void setLook(const CloudLook& look);
    const CloudLook& look() const { return m_look; }
    void setTool(CloudTool tool);
    CloudTool tool() const { return m_tool; }

    /// Of data()->sampleCount samples, else a mistake of the program; emits nothing.
    void setSelection(const SelectionMask& selected);
    const SelectionMask& selection() const { return *m_selected; }

    /// Shows these samples only; none: all.
    void isolate(const std::optional<SelectionMask>& samples);
    bool isIsolated() const { return m_isolated != nullptr; }

    void showAll(); ///< all points in the space
    CloudCamera camera() const;
    void setCamera(const CloudCamera& camera);

    CloudView view() const; ///< to be saved
    /// Error: InvalidInput for a selection of samples that do not exist; then nothing changes.
    Result<void> restore(const CloudView& view);

    /// The point under the pointer or chosen by keys, -1 = none.
    qint64 currentPoint() const { return m_current; }
    /// Where a point stands in the widget; nothing before the first picture.
    std::optional<QPointF> placeOf(std::size_t point) const;
    /// The last picture shows the view as it is.
    bool isUpToDate() const;
    QRectF space() const; ///< of the points, within the widget

Q_SIGNALS:
    void selectionChanged(const modalscope::SelectionMask& selected); ///< by the user
    void isolationChanged(bool isIsolated);
    void currentPointChanged(qint64 point); ///< -1 = none
    void pointActivated(qint64 point); ///< double click, Return
    void cameraChanged(); ///< by the user, showAll() or the first picture
    void drawn(); ///< a new picture is there

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    enum class Drag { None, Click, Pan, Turn, Lasso, Rectangle };

    void ask(); // for a picture of the view as it is
    void take(const CloudMade& made);
    void moveTo(const CloudCamera& camera);
    CloudShot shotNow() const; // in units of the widget
    const CloudFrame& frame() const;
    FigureStyle style() const;
    std::optional<std::size_t> pointAt(const QPointF& position) const;
    void setCurrent(qint64 point, const QPoint& globalPosition);
    void combine(const SelectionMask& samples, Qt::KeyboardModifiers modifiers);
    void selectByUser(SelectionMask selected);
    void finishOutline(Qt::KeyboardModifiers modifiers);
    void stepCurrent(int direction);
    bool moveByKey(const QKeyEvent& event);
    bool selectByKey(const QKeyEvent& event);
    void paintOverlay(QPainter& painter, const QRectF& space) const;
    void describeSelf();

    std::shared_ptr<const CloudData> m_data;
    CloudLook m_look;
    CloudTool m_tool = CloudTool::Move;
    std::shared_ptr<const SelectionMask> m_selected, m_isolated;
    std::optional<CloudCamera> m_camera;
    std::optional<CloudMade> m_made;
    std::uint64_t m_asked = 0, m_shown = 0; // numbers of pictures
    mutable std::optional<CloudFrame> m_frame; // kept until something around the points changes
    Drag m_drag = Drag::None;
    QPointF m_pressed, m_last;
    QPolygonF m_outline; // in the space's coordinates
    qint64 m_current = -1;
    NewestWork<CloudRequest, CloudMade> m_work; // last: its thread ends first
};

} // namespace modalscope
