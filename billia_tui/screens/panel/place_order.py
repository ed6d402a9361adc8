"""Ordering a product, in the Customer Panel (R176)."""

from collections.abc import Mapping, Sequence

from billia_tui.operations.customers.profiles import ProfileRow
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders.catalogue import ProductRow
from billia_tui.operations.orders.methods import MethodRow
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field


class PlaceOrderDialog(Dialog):
    """Domain, profile and payment method of one product; `purchase_id` is the order that was placed."""

    verb = "place the order"

    def __init__(
        self,
        customer_id: int,
        product: ProductRow,
        profiles: Sequence[ProfileRow],
        methods: Sequence[MethodRow],
    ) -> None:
        super().__init__()
        self.customer_id = customer_id
        self.product = product
        self.profiles = profiles
        self.methods = methods
        self.purchase_id: int | None = None
        self.heading = f"Order {product.name}"
        self.intro = f"{product.price} · {product.period} · {product.payment_term}"
        if not methods:
            self.can_save = False
            self.intro += "\nThere is no payment method that this customer may use."

    def fields(self) -> Sequence[Field]:
        """What the order needs to know."""
        main = next((str(profile.id) for profile in self.profiles if profile.main), "")
        hint = f"e.g. example.{self.product.tld}" if self.product.tld else "optional: the domain it is used with"
        return (
            Field("domain", "Domain", hint=hint),
            Field(
                "profile",
                "Profile",
                main,
                kind="choice",
                choices=[(str(profile.id), f"{profile.title} · {profile.type}") for profile in self.profiles],
            ),
            Field(
                "payment_method",
                "Payment method",
                kind="choice",
                choices=[(str(method.id), f"{method.name} · {method.type}") for method in self.methods],
            ),
        )

    def preview(self, _values: Mapping[str, str]) -> str:
        """What comes of it."""
        return "It will be Pending and Unpaid; its page opens, to pay it there."

    async def save(self, values: Mapping[str, str]) -> str:
        """Places it, once."""
        self.purchase_id = await self.app.change(
            ordering.place,
            self.customer_id,
            [OrderItem(self.product.id, values["domain"].strip())],
            payment_method_id=int(values["payment_method"]),
            profile_id=int(values["profile"]) if values["profile"] else None,
            request_key=self.request_key,
        )
        return f"order {self.purchase_id} placed: {self.product.name}"
