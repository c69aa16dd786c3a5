#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class AblationView;
extern template class ViewPage<AblationView>;

/// What each part of MLA adds.
class AblationPage : public ViewPage<AblationView> {
public:
    explicit AblationPage(Session& session);
    ~AblationPage() override;

    QList<QAction*> actions() override;
};

} // namespace modalscope
