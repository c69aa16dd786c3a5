#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class MissingView;
extern template class ViewPage<MissingView>;

/// What is left when modalities are missing.
class MissingPage : public ViewPage<MissingView> {
public:
    explicit MissingPage(Session& session);
    ~MissingPage() override;

    QList<QAction*> actions() override;
};

} // namespace modalscope
