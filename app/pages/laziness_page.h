#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class LazinessView;
extern template class ViewPage<LazinessView>;

/// Which modality is lazy, over the epochs and at the end.
class LazinessPage : public ViewPage<LazinessView> {
public:
    explicit LazinessPage(Session& session);
    ~LazinessPage() override;
    QList<QAction*> actions() override; ///< of the figure that is looked at
};

} // namespace modalscope
