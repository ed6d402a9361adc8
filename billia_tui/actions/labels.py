"""The actions on labels and affiliates."""

from billia_tui.actions.record import Action
from billia_tui.keys.entry import Where
from billia_tui.vocabulary import Right

LABELS = Action(
    places=Where.DETAILS, id="labels", keys="l", label="labels", help="Attach labels, or take them off", footer=12,
    right=Right.ATTACH_LABELS, page="labels.attached:LabelsScreen",
)  # fmt: skip
ATTACH = Action(
    places=Where.ATTACHED, id="label_attach", keys="a", label="attach", help="Attach a label", footer=2,
    right=Right.ATTACH_LABELS, operation="labels.attached:attach", dialog="labels.label_dialogs:LabelDialog",
    own_way=True, commands=("labels attach",), over_ssh=True,
    logged=("attach label", "change label"), now="undo.ways:of_label", back="undo.ways:label",
)  # fmt: skip
DETACH = Action(
    places=Where.ATTACHED, id="label_detach", keys="d", label="take off", help="Take the label off", footer=3,
    right=Right.ATTACH_LABELS, operation="labels.attached:detach", dialog="labels.label_dialogs:DetachDialog",
    own_way=True, commands=("labels detach",), over_ssh=True,
    logged=("take off label",), now="undo.ways:of_label", back="undo.ways:label",
)  # fmt: skip
ADD_COMPONENT = Action(
    places=Where.LABELS, id="component_add", keys="a", label="add", help="Set up another label", footer=2,
    right=Right.MANAGE_LABELS, operation="labels.components:add", dialog="labels.component_dialogs:ComponentDialog",
    commands=("labels components add",), over_ssh=True,
)  # fmt: skip
EDIT_COMPONENT = Action(
    id="component_edit", label="edit", right=Right.MANAGE_LABELS, on="label", operation="labels.components:edit",
    dialog="labels.component_dialogs:ComponentDialog",
    commands=(
        "labels components edit", "labels components add-value", "labels components remove-value",
        "labels components tie", "labels components untie",
    ), over_ssh=True,
)  # fmt: skip
DELETE_COMPONENT = Action(
    places=Where.LABELS, id="component_delete", keys="d", label="delete", help="Delete the label, and take it from all",
    footer=3,
    right=Right.MANAGE_LABELS, on="label", operation="labels.components:delete_component",
    dialog="labels.component_dialogs:DeleteComponentDialog", commands=("labels components delete",), over_ssh=True,
)  # fmt: skip

MAKE_AFFILIATE = Action(
    places=Where.AFFILIATE, id="make_affiliate", keys="a", label="make", help="Make the customer an affiliate",
    footer=2,
    right=Right.MANAGE_LABELS, rule="affiliates.affiliates:why_not_make", operation="affiliates.affiliates:make",
    dialog="affiliates.affiliate_dialogs:AffiliateDialog", commands=("affiliates make",), over_ssh=True,
)  # fmt: skip
CHANGE_AFFILIATE = Action(
    places=Where.AFFILIATE, id="edit_affiliate", keys="e", label="level", help="Change level or scheme", footer=3,
    right=Right.MANAGE_LABELS, rule="affiliates.affiliates:why_not_change", operation="affiliates.affiliates:change",
    dialog="affiliates.affiliate_dialogs:AffiliateDialog", commands=("affiliates level",), over_ssh=True,
)  # fmt: skip
END_AFFILIATE = Action(
    places=Where.AFFILIATE, id="end_affiliate", keys="d", label="end", help="End it; what was earned stays", footer=4,
    right=Right.MANAGE_LABELS, rule="affiliates.affiliates:why_not_change", operation="affiliates.affiliates:end",
    dialog="affiliates.affiliate_dialogs:EndAffiliateDialog", commands=("affiliates end",), over_ssh=True,
)  # fmt: skip
REFER = Action(
    places=Where.AFFILIATE, id="refer", keys="r", label="brought by",
    help="Say which affiliate brought this customer", footer=5,
    right=Right.MANAGE_LABELS, operation="affiliates.affiliates:refer",
    dialog="affiliates.affiliate_dialogs:ReferDialog", commands=("affiliates refer",), over_ssh=True,
)  # fmt: skip
SET_RATE = Action(
    id="commission_rate", right=Right.MANAGE_LABELS, operation="affiliates.commissions:set_rate",
    commands=("affiliates rates set",), over_ssh=True,
)  # fmt: skip

OF_COMPONENTS = (ADD_COMPONENT, DELETE_COMPONENT)
OF_OBJECTS = (ATTACH, DETACH)
OF_AFFILIATES = (MAKE_AFFILIATE, CHANGE_AFFILIATE, END_AFFILIATE, REFER)
ACTIONS = (EDIT_COMPONENT, SET_RATE)
