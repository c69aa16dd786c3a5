#pragma once

#include "widgets/cloud/cloud_marks.h"

#include <optional>

namespace modalscope {

/// A picture of a cloud as a view asks for it.
struct CloudRequest {
    std::uint64_t number = 0; ///< comes back with the picture
    std::shared_ptr<const CloudData> data;
    CloudLook look;
    std::optional<CloudCamera> camera; ///< none: the one that shows everything
    QSizeF space; ///< units of the view
    double dotsPerUnit = 1; ///< of the screen
    FigureStyle style;
    std::shared_ptr<const SelectionMask> selected, isolated;
};

/// The picture and all that a view needs to answer questions about it.
struct CloudMade {
    std::uint64_t number = 0;
    std::shared_ptr<const CloudData> data;
    CloudShot shot; ///< in dots of the screen
    CloudCamera fit; ///< shows everything
    QSizeF space; ///< units of the view
    double dotsPerUnit = 1;
    QImage image;
    CloudMarks marks;
    std::size_t pairLineStep = 1; ///< every n-th sample has its pair lines
};

/// Makes pictures of clouds, one after another on one thread, and keeps what the next one needs as well:
/// index, colours, pairs, centroids.
class CloudStudio {
public:
    CloudMade make(const CloudRequest& request);

private:
    void makeInk(const CloudRequest& request);

    std::shared_ptr<const CloudData> m_data;
    std::shared_ptr<const CloudIndex> m_index;
    std::shared_ptr<const SamplePoints> m_pairs;
    std::shared_ptr<const CloudInk> m_ink;
    CloudLook m_inkLook;
    bool m_inkIsDark = false;
    CloudMarks m_centers;
};

/// A camera that shows all points, from where `from` looks.
CloudCamera fittingCamera(const CloudIndex& index, const QSizeF& space, const CloudCamera& from = {});

} // namespace modalscope
