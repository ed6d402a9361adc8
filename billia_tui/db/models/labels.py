"""Labels: components set up beforehand, and the values attached from them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, Key, one_of
from billia_tui.vocabulary import LabelResource, LabelType


class LabelComponent(Base):
    """A kind of label (R59, R60). `lowest` and `highest` bound a value of type range."""

    __tablename__ = "label_components"
    __table_args__ = (CheckConstraint(one_of("type", LabelType), name="type"),)

    id: Mapped[Id]
    key: Mapped[str]
    folded_key: Mapped[Key] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    type: Mapped[str]
    lowest: Mapped[int | None]
    highest: Mapped[int | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class LabelValue(Base):
    """An allowed value of a component, with the name that is shown for it."""

    __tablename__ = "label_values"
    __table_args__ = (Index("uq_label_values_component_id_value", "component_id", "value", unique=True),)

    id: Mapped[Id]
    component_id: Mapped[int] = mapped_column(ForeignKey("label_components.id"))
    value: Mapped[str]
    name: Mapped[str]


class LabelTie(Base):
    """A component can be attached to this kind of resource (R64)."""

    __tablename__ = "label_ties"
    __table_args__ = (CheckConstraint(one_of("resource", LabelResource), name="resource"),)

    component_id: Mapped[int] = mapped_column(ForeignKey("label_components.id"), primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)


class Label(Base):
    """A value attached to `object_id`, a customer, purchase or service; `customer_id` is its owner."""

    __tablename__ = "labels"
    __table_args__ = (
        CheckConstraint(one_of("resource", LabelResource), name="resource"),
        Index("uq_labels_component_id_object", "component_id", "resource", "object_id", unique=True),
        Index("ix_labels_object", "resource", "object_id"),
        Index("ix_labels_customer_id", "customer_id"),
        Index("ix_labels_value", "component_id", "resource", "value", "object_id"),
    )

    id: Mapped[Id]
    component_id: Mapped[int] = mapped_column(ForeignKey("label_components.id"))
    resource: Mapped[str] = mapped_column(default=LabelResource.USERS)
    object_id: Mapped[int]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    value: Mapped[str]
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    at: Mapped[datetime]
