from django.db import models


class Person(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True, default="")
    favourite_club = models.ForeignKey(
        "clubs.Club", null=True, blank=True, on_delete=models.SET_NULL, related_name="fans"
    )
    matches = models.ManyToManyField("clubs.Match", blank=True, related_name="players")

    def __str__(self) -> str:
        return self.name


class Badge(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="badges")
    club = models.ForeignKey("clubs.Club", on_delete=models.CASCADE)
    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.club} {self.number}"
