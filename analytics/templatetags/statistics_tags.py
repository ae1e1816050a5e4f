from django import template

from analytics.phrases import number

register = template.Library()


register.filter("thousands", number)
